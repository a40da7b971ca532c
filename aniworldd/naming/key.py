"""A key from a name: letters, digits and dashes that stay the same for the same name. Pure."""

import hashlib
import re
import unicodedata

LONGEST = 80  # characters; a key may have 100, and the catalogue may add a provider's name

_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae"})
_OTHERS = re.compile(r"[^a-z0-9]+")


def key(name: str) -> str:
    """`Bürostuhl-Galaxis: Teil 2` is `buerostuhl-galaxis-teil-2`; never empty.

    What has no Latin letters, or is long, carries a mark of its own, so that two such names differ.
    """
    spelled = unicodedata.normalize("NFC", name).lower().translate(_SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    made = _OTHERS.sub("-", plain).strip("-")
    lost = sum(sign.isalnum() for sign in spelled) > 2 * sum(sign.isalnum() for sign in made)
    if made and len(made) <= LONGEST and not lost:
        return made
    mark = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{made[: LONGEST - 9].strip('-') or 'title'}-{mark}"
