import bz2
import csv
import gzip
import io
import json
import lzma
import os
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from pipeline.reading import Fields, Format, InputError, read, streams
from pipeline.records import Article, Reject

TEXT = "Une formation a eu lieu à Lomé.\u2028Elle a réuni vingt « élèves »."
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.ZstdCompressor().compress,
}


def articles(*inputs: Path | str, fields: Fields | None = None, kind: Format | None = None) -> list[Article]:
    found = list(read([str(i) for i in inputs], fields, format=kind))
    assert all(isinstance(item, Article) for item in found), found
    return [item for item in found if isinstance(item, Article)]


def rejects(*inputs: Path | str, fields: Fields | None = None) -> list[Reject]:
    return [i for i in read([str(i) for i in inputs], fields) if isinstance(i, Reject)]


def jsonl(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def standard_input(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)))


def as_csv(rows: list[dict[str, str]], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_parquet(rows: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


ROWS = [{"id": str(i), "text": f'{TEXT}\nLigne {i}; fin, "oui"', "published": "2019-05-30"} for i in range(3)]


@pytest.mark.parametrize("suffix", COMPRESS)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", jsonl(*ROWS)),
        ("a.ndjson", jsonl(*ROWS)),
        ("a.csv", as_csv(ROWS, ",")),
        ("b.csv", as_csv(ROWS, ";")),
        ("a.tsv", as_csv(ROWS, "\t")),
        ("a.parquet", as_parquet(ROWS)),
    ],
)
def test_every_format_gives_the_same_articles(tmp_path: Path, name: str, data: bytes, suffix: str) -> None:
    path = tmp_path / (name + suffix)
    path.write_bytes(COMPRESS[suffix](data))
    found = articles(path)
    assert [(a.id, a.text, str(a.published)) for a in found] == [
        (row["id"], row["text"], row["published"]) for row in ROWS
    ]
    assert all(a.source == str(path) for a in found)


@pytest.mark.parametrize("suffix", COMPRESS)
def test_a_text_file_is_one_article(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"article.txt{suffix}"
    path.write_bytes(COMPRESS[suffix](TEXT.encode()))
    (article,) = articles(path)
    assert (article.id, article.text) == (path.name, TEXT)


def test_a_folder_is_searched_in_order_and_ids_are_relative(tmp_path: Path) -> None:
    for name in ("b/z.txt", "a.txt", "b/a.txt", ".hidden.txt", "notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "b" / "c.jsonl").write_bytes(jsonl({"id": "c", "text": TEXT}))
    assert [a.id for a in articles(tmp_path)] == ["a.txt", "b/a.txt", "c", "b/z.txt"]


def test_standard_input_is_json_lines_or_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", standard_input(jsonl(*ROWS)))
    assert len(articles("-")) == 3
    monkeypatch.setattr(sys, "stdin", standard_input(TEXT.encode()))
    (article,) = articles("-", kind=Format.text)
    assert article.text == TEXT


def test_fields_are_renamed_and_others_kept_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    row = {"n": 7, "corps": TEXT, "titre": "T", "lien": "u", "jour": "2019-05-30T10:00:00Z", "x": [1]}
    path.write_bytes(jsonl(row))
    names = {"id": "n", "text": "corps", "title": "titre", "url": "lien", "published": "jour"}
    (plain,) = articles(path, fields=Fields(**names))
    assert (plain.id, plain.title, plain.url, str(plain.published)) == ("7", "T", "u", "2019-05-30")
    assert plain.meta == {}
    (kept,) = articles(path, fields=Fields(**names, keep_meta=True))
    assert kept.meta == {"x": [1]}


def test_crlf_and_a_byte_order_mark_are_no_part_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + jsonl(*ROWS).replace(b"\n", b"\r\n") + b"\r\n")
    assert len(articles(path)) == 3
    text = tmp_path / "a.txt"
    text.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert articles(text)[0].text == TEXT


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16"])
def test_other_encodings_are_recognised_and_said_once(tmp_path: Path, encoding: str) -> None:
    text = "Été à Lomé" if encoding == "latin-1" else "Été à Lomé, « œuvre »"
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(text.encode(encoding))
    said: list[str] = []
    found = list(read([str(tmp_path)], say=said.append))
    assert all(isinstance(a, Article) and a.text.startswith("Été à Lomé") for a in found)
    assert len(said) == 1
    assert "not UTF-8" in said[0]


BAD_LINES = {
    "bad-json": [
        b"{",
        b"[1]",
        b"NaN",
        b'{"id": "a", "text": NaN}',
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
    "duplicate-key": [b'{"id": "a", "id": "b", "text": "x"}'],
    "missing-text": [b'{"id": "a"}', b'{"id": "a", "text": "  "}', b'{"id": "a", "text": null}'],
    "missing-id": [b'{"text": "x"}', b'{"id": "", "text": "x"}'],
    "bad-field": [
        b'{"id": "a", "text": 3}',
        b'{"id": ["a"], "text": "x"}',
        b'{"id": "a", "text": "x", "title": {}}',
    ],
    "bad-published": [
        b'{"id": "a", "text": "x", "published": "30 mai 2019"}',
        b'{"id": "a", "text": "x", "published": 3}',
    ],
    "lone-surrogate": [b'{"id": "a", "text": "x\\ud800"}', b'{"id": "\\udfff", "text": "x"}'],
    "nul-character": [b'{"id": "a", "text": "x\\u0000"}'],
    "bad-encoding": ['{"id": "a", "text": "été'.encode() + b'\xff"}'],
}


@pytest.mark.parametrize(("reason", "line"), [(r, line) for r, found in BAD_LINES.items() for line in found])
def test_a_bad_line_is_rejected_and_its_neighbours_are_not(tmp_path: Path, reason: str, line: bytes) -> None:
    path = tmp_path / "a.jsonl"
    good = jsonl({"id": "1", "text": TEXT}), jsonl({"id": "2", "text": TEXT})
    path.write_bytes(good[0] + line + b"\n" + good[1])
    first, reject, second = read([str(path)])
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.source, reject.line) == (reason, str(path), 2)
    assert reject.detail
    reject.to_json().encode()


def test_a_bad_line_is_rejected_with_its_id_where_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"id": "a", "text": "x", "n": NaN}\n{"id": "b", "text": "x", "text": "y"}\n'
        b'{"id": 5, "n": ' + b"9" * 5000 + b'}\n{"id": "c", "te\n[1]\n' + b"[" * 100_000
    )
    assert [reject.id for reject in rejects(path)] == ["a", "b", "5", None, None, None]
    text = tmp_path / "a.txt.gz"
    text.touch()
    assert [reject.id for reject in rejects(text)] == ["a.txt.gz"]


@pytest.mark.parametrize("meta", [b'"\\ud800"', b'{"\\u0000": 1}', b"1e400", b"[" * 400 + b"]" * 400])
def test_what_no_record_can_hold_is_rejected_with_its_article(tmp_path: Path, meta: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a", "text": "x", "m": ' + meta + b"}\n")
    (reject,) = rejects(path, fields=Fields(keep_meta=True))
    assert reject.id == "a"
    assert len(articles(path)) == 1


def test_the_second_of_two_ids_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl({"id": "a", "text": TEXT}, {"id": "a", "text": "autre"}))
    (reject,) = rejects(path)
    assert (reject.id, reject.line, reject.reason) == ("a", 2, "duplicate-id")


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"id,text\n1,a,b\n2,c\n", 2, "bad-csv"),
        (b'id,text\n1,"a\nb"\n2\n', 4, "bad-csv"),
        (b'id,text\n1,"a\n', 1, "bad-csv"),
        (b"nom,texte\n1,a\n", None, "missing-column"),
        (b"", None, "missing-column"),
        (b"id,text,text\n1,a,b\n", None, "duplicate-key"),
    ],
)
def test_bad_csv_is_rejected(tmp_path: Path, data: bytes, line: int | None, reason: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert (line, reason) in {(r.line, r.reason) for r in rejects(path)} or line == 1


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_a_truncated_archive_gives_what_it_holds_and_one_reject(tmp_path: Path, suffix: str) -> None:
    rows = [{"id": str(i), "text": os.urandom(500).hex()} for i in range(2000)]
    data = COMPRESS[suffix](jsonl(*rows))
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(data[: len(data) * 2 // 3])
    found = list(read([str(path)]))
    assert isinstance(found[-1], Reject)
    assert found[-1].reason == "truncated-archive"
    assert sum(isinstance(i, Reject) for i in found) == 1


@pytest.mark.parametrize("header", [b"id, text", b'"id";"text"', b"\xef\xbb\xbfid ; text "])
def test_names_of_columns_may_have_spaces_quotes_and_semicolons(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(header + b"\n1;Bonjour\n".replace(b";", b";" if b";" in header else b","))
    (article,) = articles(path)
    assert (article.id, article.text) == ("1", "Bonjour")


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_an_empty_file_is_no_archive(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    path.touch()
    (reject,) = rejects(path)
    assert reject.reason == "truncated-archive"
    path.write_bytes(COMPRESS[suffix](b""))
    assert articles(path) == []


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_what_is_no_archive_is_rejected(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(b"not an archive at all")
    (reject,) = rejects(path)
    assert reject.reason == "corrupt-archive"


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.parquet"])
@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_bomb_is_rejected_in_bounded_memory(
    tmp_path: Path, name: str, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BOMB_BYTES", 10_000_000)
    path = tmp_path / (name + suffix)
    path.write_bytes(COMPRESS[suffix](b"0" * 60_000_000))
    tracemalloc.start()
    (reject,) = rejects(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reject.reason in {"zip-bomb", "over-long"}
    assert peak < 150_000_000


def test_links_in_a_circle_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "astray.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(read([str(tmp_path)]))
    assert [i.id for i in found if isinstance(i, Article)] == ["a.txt"]
    assert sorted(i.reason for i in found if isinstance(i, Reject)) == [
        "symlink-loop",
        "symlink-loop",
        "unreadable-file",
        "unreadable-file",
    ]


def test_a_broken_parquet_file_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(as_parquet(ROWS)[:-20])
    (reject,) = rejects(path)
    assert reject.reason in {"bad-parquet", "unreadable-file"}


def test_parquet_as_pandas_writes_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    none, times = float("nan"), pa.array([1559174400000000001, None, None], pa.timestamp("ns", "UTC"))
    parquet.write_table(
        pa.table({"id": [1.0, none, 3.0], "text": [TEXT] * 3, "published": times, "n": [none, 2.0, none]}),
        path,
    )
    first, second, third = read([str(path)], Fields(keep_meta=True))
    assert isinstance(first, Article)
    assert isinstance(second, Reject)
    assert isinstance(third, Article)
    assert (first.id, str(first.published), first.meta) == ("1.0", "2019-05-30", {})
    assert second.reason == "missing-id"
    assert third.published is None


def test_unusable_inputs_are_errors_before_anything_is_read(tmp_path: Path) -> None:
    unknown = tmp_path / "a.doc"
    unknown.touch()
    for name in (str(tmp_path / "absent.txt"), str(unknown), str(tmp_path)):
        with pytest.raises(InputError, match=r"cannot|holds no"):
            read([name])


def test_memory_does_not_grow_with_the_number_of_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as out:
        for i in range(20_000):
            out.write(jsonl({"id": str(i), "text": TEXT * 20}))

    def peak(items: Iterator[Article | Reject], count: int) -> int:
        tracemalloc.start()
        for _ in range(count):
            next(items)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    items = read([str(path)])
    assert peak(items, 15_000) < peak(items, 500) + 1_000_000


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=80) | st.text(max_size=60).map(str.encode), max_size=6))
def test_any_bytes_become_articles_or_rejects(
    tmp_path_factory: pytest.TempPathFactory, found: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.jsonl", "a.csv", "a.tsv", "a.txt", "a.parquet", "b.jsonl.gz", "b.csv.zst"):
        (folder / name).write_bytes(b"\n".join(found))
    for item in read([str(folder)], Fields(keep_meta=True)):
        item.model_dump_json().encode()
