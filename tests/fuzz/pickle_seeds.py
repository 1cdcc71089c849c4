"""Makes tests/fuzz/seeds/pickle, which tst_pickle reads too: pickle_seeds.py FOLDER (Python 3.11, numpy 2)."""
import collections
import os
import pickle
import sys

import numpy

folder = sys.argv[1]
values = [None, True, False, 1.5, "caf\u00e9\U0001f600", (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), (), {1, 2},
          frozenset([3]), b"", bytearray(b"xy"), collections.OrderedDict(a=1), -2**63, 2**63 - 1, b"\x80\\'\"\n", -2,
          300, 70000, {"k": [1]}]
batch = {b"data": numpy.arange(6, dtype=numpy.uint8).reshape(2, 3) + 250, b"labels": [3, 0, 300, -5],
         b"filenames": [b"a.png", b"b\xff.png"], b"batch_label": b"training batch 1 of 5"}


def python2(protocol):
    """The batch as Python 2 wrote CIFAR's: every text a str."""
    def text(value):
        return f"S{value!r}\n".encode() if protocol == 0 else b"U" + bytes([len(value)]) + value.encode("latin1")
    raw = b"S'\\xfa\\xfb\\xfc\\xfd\\xfe\\xff'\n" if protocol == 0 else b"U\x06\xfa\xfb\xfc\xfd\xfe\xff"
    dtype = b"cnumpy\ndtype\n(" + text("u1") + b"I0\nI1\ntR(I3\n" + text("|") + b"NNNI-1\nI-1\nI0\ntb"
    array = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\nt" + text("b") + b"tR(I1\n(I2\nI3\nt"
    array += dtype + b"I00\n" + raw + b"tb"
    labels = b"(lp1\nI3\naI0\naI300\naI-5\na"
    names = b"(l" + text("a.png") + b"a" + (b"S'b\\xff.png'\n" if protocol == 0 else b"U\x06b\xff.png") + b"a"
    whole = b"(d" if protocol == 0 else b"\x80\x02}"
    for name, value in (("data", array), ("labels", labels), ("filenames", names),
                        ("batch_label", text("training batch 1 of 5"))):
        whole += text(name) + value + b"s"
    return whole + b"."


for protocol in range(6):
    for name, value in (("values", values), ("batch", batch)):
        with open(os.path.join(folder, f"{name}.{protocol}"), "wb") as file:
            file.write(pickle.dumps(value, protocol))
for protocol in (0, 2):
    with open(os.path.join(folder, f"python2.{protocol}"), "wb") as file:
        file.write(python2(protocol))
    assert (pickle.loads(python2(protocol), encoding="bytes")[b"data"] == batch[b"data"]).all()
