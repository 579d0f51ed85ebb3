"""Count pairs of syllables that go together in the corpus: `python train/compounds.py` writes lexicon/compounds.toml.

A phrase is not cut between two syllables of one word ("xã | hội"). A pair is kept where it is frequent and its
normalised pointwise mutual information is high (Bouma, G. (2009), "Normalized (pointwise) mutual information in
collocation extraction"). Only pairs in small letters count, so that no names are learnt.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

import pyarrow.parquet as pq
from documents import CORPUS, ROOT

from tongket.text import key

LEAST = 120
TIES = 0.55
TARGET = ROOT / "src" / "tongket" / "lexicon" / "compounds.toml"
_WORDS = re.compile(r"[^\W\d_]+|[^\w\s]")


def main() -> None:
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in pq.read_table(CORPUS, columns=["text"])["text"].to_pylist():
        found = _WORDS.findall(text)
        single.update(word for word in found if word.islower())
        pairs.update((a, b) for a, b in pairwise(found) if a.islower() and b.islower())
    total = sum(single.values())
    kept = []
    for (a, b), count in pairs.items():
        if count >= LEAST:
            mutual = math.log(count * total / (single[a] * single[b]))
            if mutual / -math.log(count / total) >= TIES:
                kept.append(key(f"{a} {b}"))
    lines = "".join(f'  "{pair}",\n' for pair in sorted(set(kept)))
    TARGET.write_text(
        f"# Two syllables of one word, by their statistics (train/compounds.py).\npairs = [\n{lines}]\n",
        encoding="utf-8",
    )
    print(len(set(kept)))


if __name__ == "__main__":
    main()
