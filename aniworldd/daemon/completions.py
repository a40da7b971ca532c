"""What a shell offers after Tab: commands, verbs, options and the values of those with a choice."""

from collections.abc import Callable, Iterator, Mapping

from aniworldd.daemon.spoken import Spoken

_HEAD = "# Made by `aniworldd completion {name}`: {use}"


def bash(whole: Spoken) -> str:
    use = "source <(aniworldd completion bash)"
    lines = [
        _HEAD.format(name="bash", use=use),
        "_aniworldd() {",
        '    local at="" word words="" cur=${COMP_WORDS[COMP_CWORD]}',
        "    local prev=${COMP_WORDS[COMP_CWORD-1]}",
        '    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
        '        case "$at $word" in',
        f'            {_paths(whole)}) at="$at $word" ;;',
        "        esac",
        "    done",
        '    case "$at $prev" in',
        *(
            f"        {_quoted(f'{at} {flag}')}) words={_quoted(' '.join(choices))} ;;"
            for at, flag, choices in _choices(whole)
        ),
        "        *)",
        '            case "$at" in',
        *(
            f"                {_quoted(_at(one))}) words={_quoted(' '.join(_offered(one)))} ;;"
            for one in whole.all()
        ),
        "            esac ;;",
        "    esac",
        '    COMPREPLY=($(compgen -W "$words" -- "$cur"))',
        "}",
        "complete -o default -F _aniworldd aniworldd",
    ]
    return "\n".join(lines) + "\n"


def zsh(whole: Spoken) -> str:
    lines = [
        "#compdef aniworldd",
        _HEAD.format(name="zsh", use="put it into a folder of $fpath, as _aniworldd"),
        "_aniworldd() {",
        '    local at="" word',
        "    local -a offered",
        '    for word in "${(@)words[2,CURRENT-1]}"; do',
        '        case "$at $word" in',
        f'            ({_paths(whole)}) at="$at $word" ;;',
        "        esac",
        "    done",
        '    case "$at ${words[CURRENT-1]}" in',
        *(
            f"        ({_quoted(f'{at} {flag}')}) compadd -- {' '.join(map(_quoted, choices))};"
            " return ;;"
            for at, flag, choices in _choices(whole)
        ),
        "    esac",
        '    case "$at" in',
    ]
    for one in whole.all():
        described = " ".join(
            _quoted(f"{word}:{text}".replace("\\", "\\\\") if text else word)
            for word, text in _described(one)
        )
        lines.append(f"        ({_quoted(_at(one))}) offered=({described}) ;;")
    lines += [
        "    esac",
        "    _describe -V aniworldd offered",
        "    _files",
        "}",
        '_aniworldd "$@"',
    ]
    return "\n".join(lines) + "\n"


def fish(whole: Spoken) -> str:
    lines = [
        _HEAD.format(name="fish", use="aniworldd completion fish | source"),
        "function __aniworldd_at",
        "    set -l at ''",
        "    for word in (commandline -opc)[2..]",
        '        switch "$at $word"',
        f"            case {_paths(whole, ' ')}",
        '                set at "$at $word"',
        "        end",
        "    end",
        '    test "$at" = "$argv[1]"',
        "end",
    ]
    for one in whole.all():
        at = f"__aniworldd_at {_quoted(_at(one), fish=True)}"
        here = f"-c aniworldd -n {_quoted(at, fish=True)}"
        for command in one.commands:
            text = _quoted(command.text, fish=True)
            lines.append(f"complete {here} -f -a {command.words[-1]} -d {text}")
        for argument in one.arguments:
            if argument.choices:
                values = _quoted(" ".join(argument.choices), fish=True)
                lines.append(f"complete {here} -f -a {values}")
        for option in one.options:
            flags = " ".join(_fish_flag(flag) for flag in option.flags)
            value = ""
            if option.choices:
                value = f" -x -a {_quoted(' '.join(option.choices), fish=True)}"
            elif option.metavar:
                value = " -r"
            lines.append(f"complete {here} {flags}{value} -d {_quoted(option.text, fish=True)}")
    return "\n".join(lines) + "\n"


SHELLS: Mapping[str, Callable[[Spoken], str]] = {"bash": bash, "zsh": zsh, "fish": fish}


def _at(one: Spoken) -> str:
    """The words that lead to a command, each with a blank before it."""
    return "".join(f" {word}" for word in one.words[1:])


def _paths(whole: Spoken, between: str = "|") -> str:
    return between.join(_quoted(_at(one)) for one in whole.all() if one is not whole)


def _choices(whole: Spoken) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for one in whole.all():
        for option in one.options:
            for flag in option.flags:
                if option.choices:
                    yield _at(one), flag, option.choices


def _offered(one: Spoken) -> Iterator[str]:
    return (word for word, _ in _described(one))


def _described(one: Spoken) -> Iterator[tuple[str, str]]:
    for command in one.commands:
        yield command.words[-1], command.text
    for argument in one.arguments:
        yield from ((choice, argument.text) for choice in argument.choices)
    for option in one.options:
        yield option.flags[-1], option.text


def _fish_flag(flag: str) -> str:
    return f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"


def _quoted(text: str, *, fish: bool = False) -> str:
    if fish:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "'" + text.replace("'", "'\\''") + "'"
