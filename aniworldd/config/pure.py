"""PyYAML's reader in Python, which takes tabs where libyaml does: a file is valid everywhere."""

from typing import Any

import yaml

_BREAKS = "\r\n\x85\u2028\u2029"
_ENDS = "\0 \t" + _BREAKS  # of a word


class Scanner(yaml.BaseLoader):
    """Tabs between words and before a comment; indentation is of spaces, as everywhere."""

    def scan_to_next_token(self) -> None:
        """Its own stops at a tab."""
        while True:
            if self.flow_level or not self.allow_simple_key:
                self._pass_blanks()
            super().scan_to_next_token()
            if self.peek() != "\t" or (self.allow_simple_key and not self.flow_level):
                return

    def scan_plain_spaces(self, indent: int, start_mark: yaml.Mark) -> list[Any] | None:
        """Between the words of a value without quotes; its own takes a tab for the end."""
        length = 0
        while self.peek(length) in " \t":
            length += 1
        blanks = self.prefix(length)
        self.forward(length)
        if self.peek() in _BREAKS:
            return super().scan_plain_spaces(indent, start_mark)
        return [blanks] if blanks else []

    def scan_tag(self) -> yaml.TagToken:
        self._end_with_blank()
        return super().scan_tag()

    def scan_block_scalar_indicators(self, start_mark: yaml.Mark) -> tuple[Any, Any]:
        """What stands behind | and >."""
        self._end_with_blank()
        return super().scan_block_scalar_indicators(start_mark)

    def scan_block_scalar_ignored_line(self, start_mark: yaml.Mark) -> None:
        self._pass_blanks()
        super().scan_block_scalar_ignored_line(start_mark)

    def _pass_blanks(self) -> None:
        while self.peek() in " \t":
            self.forward()

    def _end_with_blank(self) -> None:
        """Put a blank in the place of a tab behind this word; all places stay the same."""
        length = 0
        while self.peek(length) not in _ENDS:
            length += 1
        if self.peek(length) == "\t":
            at = self.pointer + length
            self.buffer = f"{self.buffer[:at]} {self.buffer[at + 1 :]}"
