"""What stands right before a name: the cue word there, over quotes and "là", a relative, an office of a nation."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import Final

from tongket.privacy import signs
from tongket.privacy.surroundings import opens_sentence
from tongket.privacy.words import Cues, table, word_set
from tongket.text import Text

_ROLE_GAP: Final = 32
"""Characters of small words between a role and a foreign name: "nghi phạm vụ xả súng …"."""


@cache
def links() -> tuple[str, ...]:
    """What may stand between a role and the name: " là"."""
    return tuple(f" {word}" for word in table()["links"])


@cache
def _link_ends() -> frozenset[str]:
    return frozenset(word[-1] for word in links())


@cache
def _thing_ends() -> frozenset[str]:
    """The last words of things and credits; most words before a name are none."""
    return frozenset(words.rpartition(" ")[2] for words in (*table()["names"]["things"], *table()["public"]["credit"]))


@cache
def _abroad() -> tuple[str, ...]:
    """Whom a nation is told of: "công dân", "du khách"."""
    return tuple(table()["foreign"]["abroad"])


class Preceding:
    """The words before the names of one text."""

    def __init__(self, text: Text, cues: Cues) -> None:
        self.raw, self.key, self.cues = text.raw, text.key, cues
        self.roles = sorted([end for end, (kind, _) in cues.ending.items() if kind == "role"])
        """Where roles end."""

    def before(self, start: int, common: bool = True) -> tuple[str, int]:
        """The cue that ends right before `start`, over quotes and "là": its kind and start; "" where there is none.

        `common`: things and credits are looked for too.
        """
        raw = self.raw
        at = start
        colon = quoted = False
        if raw[at - 1 : at] == " " and raw[at - 2 : at - 1].isalpha():
            at -= 1
            if not common and at not in self.cues.ending and self.key[at - 1] not in _link_ends():
                return "", start
        while at > 0 and raw[at - 1] in " \u00a0“\"'‘:":
            colon |= raw[at - 1] == ":"
            quoted |= raw[at - 1] in "“\"'‘"
            at -= 1
        if colon and quoted:  # somebody's words follow, no name
            return self._common_before(at, start, colon) if common else ("", start)
        found = self.cues.ending.get(at)
        link = None
        if found is None and self.key[at - 1 : at] in _link_ends():
            link = next((word for word in links() if self.key.endswith(word, 0, at)), None)
        if link:
            found = self.cues.ending.get(at - len(link))
            if found and found[0] not in ("role", "loose"):
                found = None
        if common and found is None and (link or raw[at - 1 : at] in (",", "-", "–")) and self._kin_before(at):
            return "role", start
        if found is None:
            return self._common_before(at, start, colon) if common else ("", start)
        if found[0] == "title" and colon:
            return "", start
        if found[0] in ("title", "humble") and raw[found[1]].isupper() and not opens_sentence(raw, found[1]):
            return "", start
        return found

    def _kin_before(self, at: int) -> bool:
        """A relative of somebody told of, before a comma: "mẹ cô, ", "Chồng của Yates, "."""
        begin = max(0, at - 40)
        return bool(signs.kin_before().search(self.key, begin, at) or signs.kin_of_named().search(self.raw, begin, at))

    def of_nation(self, start: int) -> str:
        """The kind of the word told with a nation before a foreign name: "Thủ tướng Anh …", "công dân Mỹ …"; or ""."""
        space = self.raw.rfind(" ", max(0, start - 9), start - 1)
        if space <= 0 or self.key[space + 1 : start - 1] not in word_set("names", "nations"):
            return ""
        kind, _ = self.cues.ending.get(space, ("", 0))
        if kind in ("strong", "weak"):
            return kind
        told = kind in ("role", "loose") or self.key.endswith(_abroad(), 0, space)
        return "role" if told else ""

    def of_abroad(self, head: int, start: int) -> str:
        """Likewise where a nation of two words begins the run: "công dân Hà Lan …"."""
        return "role" if head < start and self.key.endswith(_abroad(), 0, head - 1) else ""

    def _common_before(self, at: int, start: int, colon: bool) -> tuple[str, int]:
        """A thing ("đường", "công ty") or, with a colon, a credit ("Ảnh:") before a run; too common for one pass."""
        tail = self.key[max(0, at - 24) : at]
        last = tail[tail.rfind(" ") + 1 :]
        if last.isalpha() and last not in _thing_ends():
            return "", start
        words = tail.rsplit(None, 2)[-2:]
        both = " ".join(words)
        if both in word_set("names", "not_things"):
            return "", start
        if len(words) == 2 and words[1][0].isdigit() and words[0] in word_set("names", "numbered"):
            return "thing", start
        for said in (words[-1] if words else "", both):
            said = said.lstrip("(“\"'‘")
            if said in word_set("names", "things"):
                return "thing", start
            if colon and said in word_set("public", "credit"):
                return "credit", start
        return "", start

    def after_span(self, start: int) -> bool:
        """Whether a length of time ends right before `start`: "tạm giam 4 tháng "."""
        words = self.key[max(0, start - 12) : start].split()[-2:]
        return len(words) == 2 and words[0].isdigit() and words[1] in word_set("names", "spans")

    def role_near(self, start: int) -> bool:
        """Whether a role stands a few small words before: "thủ phạm vụ tấn công …"."""
        index = bisect_left(self.roles, start) - 1
        if index < 0 or start - self.roles[index] >= _ROLE_GAP:
            return False
        between = self.raw[self.roles[index] : start]
        if between.rpartition(" ")[0].rpartition(" ")[2] in word_set("names", "to_places"):
            return False
        return between == between.lower() and not any(char in between for char in ".,;:()\n")
