"""The CIFAR ResNets of He et al. 2015 as one would write them in PyTorch, with the names that Retort's weights have."""
import torch
from torch import nn

# Blocks in each of the three parts, and channels of the first.
SHAPES = {"resnet20_x0_5": (3, 8), "resnet20": (3, 16), "resnet20_x4": (3, 64), "resnet56": (9, 16)}


class Block(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.stride, self.more = stride, width - before

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        if self.stride > 1 or self.more:  # He's option A: no parameters
            x = nn.functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.more // 2, self.more // 2))
        return torch.relu(x + y)


class CifarNetwork(nn.Module):
    def __init__(self, name, classes):
        super().__init__()
        depth, width = SHAPES[name]
        self.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        parts = ((width, width), (width, 2 * width), (2 * width, 4 * width))
        for number, (before, width) in enumerate(parts, start=1):
            blocks = [Block(before if i == 0 else width, width, 2 if i == 0 and number > 1 else 1) for i in range(depth)]
            self.add_module(f"layer{number}", nn.Sequential(*blocks))
        self.fc = nn.Linear(width, classes)

    def features(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.layer3(self.layer2(self.layer1(x))).mean((2, 3))

    def forward(self, x):
        return self.fc(self.features(x))
