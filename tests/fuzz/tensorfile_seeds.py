"""Makes tests/fuzz/seeds/tensorfile, which tst_tensorfile reads too: tensorfile_seeds.py FOLDER (torch 2.11)."""
import collections
import os
import sys

import torch

folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


class Inner(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.arange(6.).reshape(2, 3))
        self.register_buffer("steps", torch.tensor(7))
        self.scale = 0.5

    def forward(self, x):
        return x @ self.weight.t() * self.scale


class Outer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()
        self.bias = torch.nn.Parameter(torch.tensor([1.5, -2.0]).half())

    def forward(self, x):
        return self.inner(x) + self.bias


torch.jit.script(Outer()).save(path("script"))
state = Outer().state_dict()
shared = torch.arange(20.)
state["column"] = shared[:12].reshape(3, 4).t()[1:3]  # [[1, 5, 9], [2, 6, 10]], not contiguous
state["tail"] = shared[15:]
state["empty"] = torch.zeros(0, 4)
state["brain"] = torch.tensor([1.5, -2.0]).bfloat16()
state["flags"] = torch.tensor([True, False])
state["parameter"] = torch.nn.Parameter(torch.ones(1))
state["note"] = "no tensor"
torch.save(state, path("zip"))
torch.save(state, path("legacy"), _use_new_zipfile_serialization=False)
wrapped = collections.OrderedDict(("module." + k, v) for k, v in Outer().state_dict().items())
torch.save({"epoch": 3, "name": "run", "state_dict": wrapped, "optimizer": {"lr": 0.1, "state": {}}}, path("training"))
