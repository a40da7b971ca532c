"""The templates, compiled."""

from collections.abc import Callable, Mapping

import jinja2

from aniworldd.downloads.room import size
from aniworldd.overview import words
from aniworldd.web import human

Draw = Callable[..., str]
_FILES = ("page", "now", "title", "system", "error", "login", "setup")


def compiled(static: Mapping[str, str]) -> Mapping[str, Draw]:
    """By name; `static` is the address of each asset by its plain name."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("aniworldd.web.page"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "size": size,
        "rate": human.rate,
        "left": human.left,
        "sentence": human.sentence,
        "moment": words.moment,
    }
    environment.globals |= {"amount": human.amount, "count": words.count, "static": static}
    return {name: environment.get_template(f"{name}.html").render for name in _FILES}
