"""What the compilers of definitions complain about: a sentence, a cure, and where in the text."""


class BadExpression(ValueError):
    """An expression, pattern, selector or address that cannot be compiled.

    `offset` is where in the text the fault begins, `width` how many characters it covers (0: to
    the end).
    """

    def __init__(
        self, code: str, message: str, *, hint: str = "", offset: int = 0, width: int = 0
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.offset = offset
        self.width = width

    def within(self, offset: int, width: int) -> "BadExpression":
        """The same, seen from the text that holds this one, `width` long, at `offset`."""
        own = self.width or width - self.offset
        return BadExpression(
            self.code, self.message, hint=self.hint, offset=offset + self.offset, width=own
        )


# Beside the codes of config.problems, and as stable as they are.
CODES = {
    "S101": "a selector or path cannot be read",
    "S102": "a pattern cannot be read or may run away",
    "S103": "a filter is unknown",
    "S104": "a filter's argument is missing, too much, or wrong",
    "S105": "an address has a placeholder that the page does not know",
    "S106": "a field that is needed is not there",
    "S107": "two parts of a definition contradict each other",
    "S108": "a link is not the address of a site",
    "S109": "there is no such definition",
}
