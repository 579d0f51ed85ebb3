"""Near-duplicates: an index on disk that tells for each document of which cluster of copies it is, and which leads.

    with Index(path) as index:
        for document, placement in index.add(likenesses).items(): ...

The placements depend on the set of likenesses in the index alone: not on their order, nor on how they were divided
into batches, nor on what was added and removed again. Each call is one transaction: after a crash, call it again.
Adding N documents costs in proportion to N and to the sizes of the clusters that they join, whatever the index holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from types import TracebackType

from tongket.ledger.copies.alike import is_corrupted, relation
from tongket.ledger.copies.bands import bands
from tongket.ledger.copies.clusters import Member, Neighbour, Placement, components, joined, settle
from tongket.ledger.copies.file import open_store, picked
from tongket.ledger.copies.likeness import Content, Likeness, pack_marks, signature_version, unpack_marks

CROWD = 500
"""A band of more contents is boilerplate: it brings nobody together, else each of them would be compared with all."""
BATCH = 1000
"""Documents worked on at a time, which bounds the memory."""

Keys = dict[int, set[int]]
"""Number of a content → its bands."""

_OPPOSITE = {"same": "same", "garbled": "garbled", "within": "around", "around": "within"}
_DOCUMENTS = (
    "SELECT d.id, d.content, d.tier, d.seen, c.digest"
    " FROM picked p CROSS JOIN document d ON d.id = p.id CROSS JOIN content c ON c.id = d.content"
)


class Index:
    """The index in the file at `path`, made where it is missing.

    Raises `file.IndexFileError` (a ValueError, one line) where the file is no index, or one of another version: then
    delete it and add all likenesses anew. Several processes may use one file; they wait for one another.
    """

    def __init__(self, path: str | Path, *, crowd: int = CROWD) -> None:
        self._crowd = crowd
        self._base = open_store(path, f"{signature_version()}, crowd {crowd}")

    def close(self) -> None:
        self._base.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # ── reading ──────────────────────────────────────────────────────────────
    def __len__(self) -> int:
        """How many documents it holds."""
        return int(self._base.execute("SELECT COUNT(*) FROM document").fetchone()[0])

    def placement(self, document: str) -> Placement | None:
        """Where a document stands, or None where it is not in the index."""
        row = self._base.execute("SELECT cluster, lead, state FROM document WHERE id = ?", (document,)).fetchone()
        return Placement(*row) if row else None

    def placements(self) -> Iterator[tuple[str, Placement]]:
        """All documents by their ids, and where they stand."""
        for document, *row in self._base.execute("SELECT id, cluster, lead, state FROM document ORDER BY id"):
            yield document, Placement(*row)

    def gathered(self) -> Iterator[tuple[str, Placement]]:
        """The documents that have copies, by their ids, and where they stand."""
        rows = self._base.execute(
            "SELECT id, cluster, lead, state FROM document WHERE cluster IN"
            " (SELECT cluster FROM document GROUP BY cluster HAVING COUNT(*) > 1) ORDER BY id"
        )
        for document, *row in rows:
            yield document, Placement(*row)

    def batches(self) -> Iterator[str]:
        """The batches that were taken in."""
        return (batch for (batch,) in self._base.execute("SELECT name FROM batch"))

    def take(self, batches: Iterable[str]) -> None:
        """Remember that these batches were taken in."""
        with self._transaction():
            self._base.executemany("INSERT OR IGNORE INTO batch VALUES (?)", [(batch,) for batch in batches])

    def members(self, cluster: str) -> list[str]:
        """The ids of a cluster's documents, sorted."""
        rows = self._base.execute("SELECT id FROM document WHERE cluster = ? ORDER BY id", (cluster,))
        return [document for (document,) in rows]

    # ── writing ──────────────────────────────────────────────────────────────
    def add(self, likenesses: Iterable[Likeness]) -> dict[str, Placement]:
        """Put documents into the index, each in the place of what was known under its id.

        Gives every document, new or old, whose placement is now another. Raises ValueError where two of the
        likenesses tell different things under one id; then nothing is added.
        """
        changed: dict[str, Placement] = {}
        with self._transaction():
            given: dict[str, bytes] = {}
            rest = iter(likenesses)
            while batch := list(islice(rest, BATCH)):
                for each in batch:
                    digest = _digest(each) + repr((each.tier, each.seen)).encode()
                    if given.setdefault(each.document, digest) != digest:
                        raise ValueError(f"two different likenesses of one document: {each.document}")
                changed |= self._change({each.document: each for each in batch}, ())
        return changed

    def remove(self, documents: Iterable[str]) -> dict[str, Placement]:
        """Take documents out, those it does not hold aside. Gives the others whose placement is now another."""
        changed: dict[str, Placement] = {}
        gone: set[str] = set()
        with self._transaction():
            rest = iter(documents)
            while batch := list(islice(rest, BATCH)):
                gone.update(batch)
                changed |= self._change({}, batch)
        return {document: placement for document, placement in changed.items() if document not in gone}

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def _change(self, put: dict[str, Likeness], drop: Iterable[str]) -> dict[str, Placement]:
        """Put and drop documents; what stood with a dropped one, or stands with a new one, is settled anew."""
        with picked(self._base, [*put, *drop]):
            known = {row[0]: row[1:] for row in self._base.execute(_DOCUMENTS)}
        digests = {document: _digest(each) for document, each in put.items()}
        news = {
            document: each
            for document, each in put.items()
            if known.get(document, (0,))[1:] != (each.tier, each.seen, digests[document])
        }
        left = {known[document][0] for document in (*news, *drop) if document in known}
        self._base.executemany("DELETE FROM document WHERE id = ?", [(document,) for document in drop])
        contents = {digests[document]: each.content for document, each in news.items()}
        added, keys = self._put_contents(contents)
        homes = self._ids_of(contents)
        self._base.executemany(
            "INSERT INTO document (id, content, tier, seen) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET content = excluded.content, tier = excluded.tier, seen = excluded.seen",
            [(document, homes[digests[document]], each.tier, each.seen) for document, each in news.items()],
        )
        disturbed = self._mates(left | set(homes.values()))
        removed = self._drop_orphans(left)
        sizes, crossed = self._crossing(keys, removed)
        disturbed |= added.keys() | crossed | self._relink(added, keys, crossed - added.keys(), sizes)
        return self._resettle(disturbed - removed.keys())

    # ── contents and their bands ─────────────────────────────────────────────
    def _put_contents(self, contents: dict[bytes, Content]) -> tuple[dict[int, Content], Keys]:
        """Store those that are not there yet, with their bands; gives these and those by their numbers."""
        there = self._ids_of(contents)
        missing = {digest: content for digest, content in contents.items() if digest not in there}
        self._base.executemany(
            "INSERT INTO content (digest, signature, shingles, marks) VALUES (?, ?, ?, ?)",
            [(digest, c.signature, c.shingles, pack_marks(c.marks)) for digest, c in missing.items()],
        )
        added = {number: missing[digest] for digest, number in self._ids_of(missing).items()}
        with picked(self._base, added):
            self._base.execute("UPDATE content SET component = id WHERE id IN (SELECT id FROM picked)")
        keys = _keys(added)
        rows = sorted((key, number) for number, each in keys.items() for key in each)
        self._base.executemany("INSERT INTO band (key, content) VALUES (?, ?)", rows)
        return added, keys

    # CROSS JOIN tells SQLite to begin with the table on the left, which here is the small one.
    def _ids_of(self, digests: Iterable[bytes]) -> dict[bytes, int]:
        with picked(self._base, digests):
            return dict(
                self._base.execute("SELECT c.digest, c.id FROM picked p CROSS JOIN content c ON c.digest = p.id")
            )

    def _contents(self, numbers: Iterable[int]) -> dict[int, Content]:
        with picked(self._base, numbers):
            rows = self._base.execute(
                "SELECT c.id, c.signature, c.shingles, c.marks FROM picked p CROSS JOIN content c ON c.id = p.id"
            )
            return {n: Content(signature, shingles, unpack_marks(marks)) for n, signature, shingles, marks in rows}

    def _drop_orphans(self, left: set[int]) -> Keys:
        """Take out those of the contents that no document has any more; gives them with their bands."""
        with picked(self._base, left):
            rows = self._base.execute(
                "SELECT id FROM picked p WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.content = p.id)"
            ).fetchall()
        orphans = _keys(self._contents(number for (number,) in rows))
        self._base.executemany(
            "DELETE FROM band WHERE key = ? AND content = ?",
            [(key, number) for number, each in orphans.items() for key in each],
        )
        self._unlink(orphans)
        with picked(self._base, orphans):
            self._base.execute("DELETE FROM content WHERE id IN (SELECT id FROM picked)")
        return orphans

    def _crossing(self, added: Keys, removed: Keys) -> tuple[dict[int, int], set[int]]:
        """The sizes of the bands in which contents came or went; the contents of those that have just become a crowd,
        or have just ceased to be one."""
        growth: dict[int, int] = {}
        for numbers, by in ((added, 1), (removed, -1)):
            for each in numbers.values():
                for key in each:
                    growth[key] = growth.get(key, 0) + by
        cap = self._crowd + 1 + max([0, *growth.values()])
        sizes = self._sizes(growth, cap)
        crossed = [
            key
            for key, by in growth.items()
            if sizes[key] < cap and (sizes[key] > self._crowd) != (sizes[key] - by > self._crowd)
        ]
        with picked(self._base, crossed):
            rows = self._base.execute("SELECT b.content FROM picked p CROSS JOIN band b ON b.key = p.id")
            return sizes, {number for (number,) in rows}

    def _sizes(self, keys: Iterable[int], cap: int) -> dict[int, int]:
        """How many contents each band has; counting stops at `cap`."""
        counted = f"(SELECT COUNT(*) FROM (SELECT 1 FROM band b WHERE b.key = p.id LIMIT {cap}))"
        with picked(self._base, keys):
            return dict(self._base.execute(f"SELECT p.id, {counted} FROM picked p"))

    # ── edges ────────────────────────────────────────────────────────────────
    def _unlink(self, numbers: Iterable[int]) -> None:
        with picked(self._base, numbers):
            ends = self._base.execute("SELECT e.a, e.b FROM picked p CROSS JOIN edge e ON e.a = p.id").fetchall()
        ends += [(b, a) for a, b in ends]
        self._base.executemany("DELETE FROM edge WHERE a = ? AND b = ?", ends)

    def _relink(self, added: dict[int, Content], keys: Keys, crossed: set[int], sizes: dict[int, int]) -> set[int]:
        """Find the edges of the contents added and crossed; gives whoever stood or stands with them."""
        before = self._mates(crossed)
        self._unlink(crossed)
        others = self._contents(crossed)
        pairs = self._pairs(keys | _keys(others), sizes)
        contents = added | others
        contents |= self._contents({number for pair in pairs for number in pair} - contents.keys())
        edges = []
        for a, b in pairs:
            found = relation(contents[a], contents[b])
            if found:
                edges += [(a, b, found), (b, a, _OPPOSITE[found])]
        self._base.executemany("INSERT INTO edge (a, b, relation) VALUES (?, ?, ?)", edges)
        return before | {a for a, _, _ in edges}

    def _pairs(self, keys: Keys, sizes: dict[int, int]) -> set[tuple[int, int]]:
        """Each of these contents with each that shares a band with it which is no crowd; the smaller number first."""
        sizes = sizes | self._sizes({key for each in keys.values() for key in each} - sizes.keys(), self._crowd + 1)
        holders: dict[int, list[int]] = {}
        for number, each in keys.items():
            for key in each:
                if 1 < sizes[key] <= self._crowd:
                    holders.setdefault(key, []).append(number)
        with picked(self._base, holders):
            rows = self._base.execute("SELECT b.key, b.content FROM picked p CROSS JOIN band b ON b.key = p.id")
            return {
                (min(number, other), max(number, other))
                for key, other in rows
                for number in holders[key]
                if number != other
            }

    # ── clusters ─────────────────────────────────────────────────────────────
    def _mates(self, numbers: Iterable[int]) -> set[int]:
        """These contents and all that are in one component with any of them."""
        with picked(self._base, numbers):
            rows = self._base.execute(
                "SELECT m.id FROM picked p CROSS JOIN content c ON c.id = p.id"
                " CROSS JOIN content m ON m.component = c.component"
            )
            return {number for (number,) in rows}

    def _resettle(self, disturbed: set[int]) -> dict[str, Placement]:
        """Divide these contents, and whoever they now stand with, into components, and place their documents."""
        joins: dict[int, set[int]] = {}
        while fresh := self._mates(disturbed) - joins.keys():
            joins |= {number: joined(near) for number, near in self._neighbours(fresh).items()}
            disturbed = {other for number in fresh for other in joins[number]}
        found = components(joins)
        self._base.executemany(
            "UPDATE content SET component = ?1 WHERE id = ?2 AND component <> ?1",
            [(component[0], number) for component in found for number in component],
        )
        return self._place(found)

    def _neighbours(self, numbers: set[int]) -> dict[int, list[Neighbour]]:
        near: dict[int, list[Neighbour]] = {number: [] for number in numbers}
        with picked(self._base, numbers):
            rows = self._base.execute(
                "SELECT e.a, e.b, e.relation, c.shingles, c.digest"
                " FROM picked p CROSS JOIN edge e ON e.a = p.id CROSS JOIN content c ON c.id = e.b"
            )
            for number, other, found, shingles, digest in rows:
                near[number].append(Neighbour(other, found, (shingles, digest)))
        return near

    def _place(self, found: list[list[int]]) -> dict[str, Placement]:
        """Place the documents of these components; gives those whose placement is another than before."""
        component_of = {number: component[0] for component in found for number in component}
        members: dict[int, list[Member]] = {}
        before: dict[str, tuple[str, str, str]] = {}
        with picked(self._base, component_of):
            rows = self._base.execute(
                "SELECT d.id, d.content, d.tier, d.seen, d.cluster, d.lead, d.state"
                " FROM picked p CROSS JOIN document d ON d.content = p.id"
            )
            for document, number, tier, seen, *placed in rows:
                members.setdefault(component_of[number], []).append(Member(document, number, tier, seen))
                before[document] = (placed[0], placed[1], placed[2])
        contents = self._contents(number for component in found if len(component) > 1 for number in component)

        @cache
        def corrupted(a: int, b: int) -> bool:
            return a != b and is_corrupted(contents[a], contents[b])

        changed = {
            document: placement
            for each in members.values()
            for document, placement in settle(each, corrupted).items()
            if before[document] != (placement.cluster, placement.lead, placement.state)
        }
        self._base.executemany(
            "UPDATE document SET cluster = ?, lead = ?, state = ? WHERE id = ?",
            [(placed.cluster, placed.lead, placed.state, document) for document, placed in changed.items()],
        )
        return changed


def _keys(contents: dict[int, Content]) -> Keys:
    return {number: bands(content) for number, content in contents.items()}


def _digest(likeness: Likeness) -> bytes:
    """What tells a content from others; one that can be compared with nothing is its document's alone."""
    digest = likeness.content.digest()
    return digest if likeness.content.comparable else digest + likeness.document.encode()
