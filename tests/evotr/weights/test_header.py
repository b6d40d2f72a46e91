import json
import os
import struct

import pytest
from safetensors import SafetensorError, safe_open

from evotr.weights.header import HeaderBroken, Tensor, read_header
from tests.fakes.model_files import safetensors

WHOLE = safetensors({"w": ("F32", (5,))})


def entry(dtype="F32", shape=(5,), offsets=(0, 20)):
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def raw(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def twenty(**changes):
    return raw({"w": entry(**changes)}, bytes(20))


def two(first, second, size):
    a, b = entry(offsets=first), entry(offsets=second)
    return raw({"a": a, "b": b}, bytes(size))


SOUND = {
    "one": WHOLE,
    "empty": raw({}),
    "padded": raw(b"{}      "),
    "scalar": raw({"w": entry(shape=(), offsets=(0, 4))}, bytes(4)),
    "no elements": raw({"w": entry(shape=(0, 3), offsets=(0, 0))}),
    "metadata": raw({"__metadata__": {"format": "mlx"}, "w": entry()}, bytes(20)),
    "no metadata": raw({"__metadata__": None, "w": entry()}, bytes(20)),
    "another key": raw({"w": entry() | {"more": 1}}, bytes(20)),
    "half bytes": raw({"w": entry("F4", (10,), (0, 5))}, bytes(5)),
    "any order": two((20, 40), (0, 20), 40),
    "empty between": raw(
        {"w": entry(), "z": entry(shape=(0,), offsets=(20, 20))}, bytes(20)
    ),
}
BROKEN = {
    "empty file": (b"", "header"),
    "seven bytes": (bytes(7), "header"),
    "no header": (bytes(8), "header"),
    "header cut": (WHOLE[:20], "header"),
    "header longer than the file": (raw({}, length=10_000), "header"),
    "length 2**63": (raw({}, length=2**63), "header"),
    "a pointer to the file": (b"version https://git-lfs.github.com/spec", "header"),
    "not JSON": (raw(b"{{{}"), "header"),
    "more than JSON": (raw(b"{}{}"), "header"),
    "a list": (raw([]), "header"),
    "too deep": (raw(b"[" * 200_000), "header"),
    "NaN": (raw(b'{"w":NaN}'), "w: header"),
    "not UTF-8": (raw(b"\xff\xfe"), "header"),
    "UTF-16": (raw("{}".encode("utf-16-le")), "header"),
    "BOM": (raw(b"\xef\xbb\xbf{}"), "header"),
    "metadata that is none": (raw({"__metadata__": [1]}), "__metadata__"),
    "metadata without text": (raw({"__metadata__": {"a": 3}}), "__metadata__"),
    "a tensor that is none": (raw({"w": 3}), "w: header"),
    "a tensor without anything": (raw({"w": {}}), "w: dtype"),
    "unknown dtype": (twenty(dtype="X9"), "w: dtype"),
    "dtype that is none": (twenty(dtype=[]), "w: dtype"),
    "shape of words": (twenty(shape=("5",)), "w: shape"),
    "negative shape": (twenty(shape=(-5,)), "w: shape"),
    "true as a shape": (raw({"w": entry("U8", (True,), (0, 1))}, b"1"), "w: shape"),
    "fractions as a shape": (twenty(shape=(5.0,)), "w: shape"),
    "a shape that does not fit": (twenty(shape=(4,)), "w: data_offsets"),
    "an endless shape": (twenty(shape=(2**40, 2**40)), "w: data_offsets"),
    "half a byte": (raw({"w": entry("F4", (3,), (0, 1))}, b"1"), "w: data_offsets"),
    "one offset": (twenty(offsets=(1,)), "w: data_offsets"),
    "three offsets": (twenty(offsets=(0, 20, 30)), "w: data_offsets"),
    "an offset of words": (twenty(offsets=(0, "x")), "w: data_offsets"),
    "negative offsets": (twenty(offsets=(-4, 16)), "w: data_offsets"),
    "offsets turned round": (twenty(shape=(0,), offsets=(4, 0)), "w: data_offsets"),
    "overlap": (two((0, 20), (10, 30), 30), "b: data_offsets"),
    "the same bytes twice": (two((0, 20), (0, 20), 20), "b: data_offsets"),
    "a gap": (two((0, 20), (24, 44), 44), "b: data_offsets"),
    "a gap at the start": (
        raw({"w": entry(offsets=(4, 24))}, bytes(24)),
        "w: data_off",
    ),
    "past the end": (twenty(shape=(6,), offsets=(0, 24)), " B"),
    "cut data": (WHOLE[:-1], f"{len(WHOLE) - 1} / {len(WHOLE)} B"),
    "data nobody owns": (WHOLE + b"x", f"{len(WHOLE) + 1} / {len(WHOLE)} B"),
}


def library_accepts(file):
    try:
        with safe_open(file, framework="np"):
            return True
    except (SafetensorError, OSError):
        return False


@pytest.fixture
def file(tmp_path):
    return tmp_path / "w.safetensors"


def test_a_header_gives_type_shape_and_place(file):
    shapes = {"b": ("BF16", (2, 3)), "a": ("U32", (4,)), "s": ("F32", ())}
    content = safetensors(shapes)
    file.write_bytes(content)
    begin = len(content) - 32
    tensors = read_header(file)
    assert tensors == {
        "b": Tensor("BF16", (2, 3), begin, begin + 12),
        "a": Tensor("U32", (4,), begin + 12, begin + 28),
        "s": Tensor("F32", (), begin + 28, begin + 32),
    }
    assert [(t.elements, t.bits) for t in tensors.values()] == [
        (6, 16),
        (4, 32),
        (1, 32),
    ]


def test_tensors_come_in_the_order_of_their_bytes(file):
    file.write_bytes(SOUND["any order"])
    assert list(read_header(file)) == ["b", "a"]


@pytest.mark.parametrize("name", SOUND)
def test_what_the_format_allows_is_read(file, name):
    file.write_bytes(SOUND[name])
    assert library_accepts(file)
    for tensor in read_header(file).values():
        assert (tensor.end - tensor.start) * 8 == tensor.elements * tensor.bits


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named(file, name):
    content, part = BROKEN[name]
    file.write_bytes(content)
    assert not library_accepts(file)
    with pytest.raises(HeaderBroken) as caught:
        read_header(file)
    assert part in str(caught.value)


def test_every_type_of_the_format_is_known(file):
    types = {"F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E4M3FNUZ": 8, "C64": 64}
    for dtype, bits in types.items():
        file.write_bytes(raw({"w": entry(dtype, (8,), (0, bits))}, bytes(bits)))
        assert library_accepts(file)
        assert read_header(file)["w"].bits == bits


def test_an_endless_name_is_cut(file):
    file.write_bytes(raw({"w" * 10_000: entry("X9")}, bytes(20)))
    with pytest.raises(HeaderBroken) as caught:
        read_header(file)
    assert str(caught.value).endswith("w: dtype")
    assert len(str(caught.value)) == 200


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(HeaderBroken):
        read_header(tmp_path)


def test_a_pipe_is_not_waited_for(file):
    os.mkfifo(file)
    with pytest.raises(HeaderBroken):
        read_header(file)


def test_a_link_to_nothing_is_named(file, tmp_path):
    file.symlink_to(tmp_path / "gone")
    with pytest.raises(HeaderBroken, match="FileNotFoundError"):
        read_header(file)


def test_a_link_to_a_file_is_followed(file, tmp_path):
    (tmp_path / "blob").write_bytes(WHOLE)
    file.symlink_to(tmp_path / "blob")
    assert list(read_header(file)) == ["w"]
