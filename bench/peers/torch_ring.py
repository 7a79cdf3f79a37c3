"""Perceptrons on the ring: generator d_z→H→H→2, critic 2→H→H→1, ReLU; eight Gaussians on the unit circle, σ = 0.02.

A player's weights are a list w0 [in, out], b0 [out], w1, …; with a leading axis K they are K players at once, scored side by side.
"""
import math

import torch
from torch.nn.functional import softplus


def normal_weights(widths):
    return [
        t
        for fan_in, fan_out in zip(widths, widths[1:])
        for t in (torch.randn(fan_in, fan_out) / math.sqrt(fan_in), torch.zeros(fan_out))
    ]


def perceptron(weights, x):
    """[b, in] → [b, out], or [K, b, out] of K players."""
    for layer in range(0, len(weights), 2):
        w, b = weights[layer], weights[layer + 1]
        if w.dim() == 2:
            x = torch.addmm(b, x, w)
        else:
            x = torch.baddbmm(b.unsqueeze(1), x if x.dim() == 3 else x.expand(w.shape[0], -1, -1), w)
        if layer + 2 < len(weights):
            x = torch.relu(x)
    return x


class Ring:
    def __init__(self, work):
        self.batch, self.width, self.latent = work["batch"], work["width"], work["latent"]
        self.wasserstein = work["loss"] == "wasserstein"
        angles = torch.arange(8) * (2 * math.pi / 8)
        self.centres = torch.stack([angles.cos(), angles.sin()], 1)

    def start(self):
        h = self.width
        return normal_weights([self.latent, h, h, 2]), normal_weights([2, h, h, 1])

    def from_blocks(self, player, blocks):
        return blocks

    to_blocks = from_blocks

    def draw_latent(self):
        return torch.randn(self.batch, self.latent)

    def draw_real(self):
        return self.centres[torch.randint(8, (self.batch,))] + 0.02 * torch.randn(self.batch, 2)

    def generate(self, θ, z):
        return perceptron(θ, z)

    def score(self, ψ, x):
        return perceptron(ψ, x)

    def generator_loss(self, fake):
        """Of the critic's scores of the generated rows."""
        return -fake.mean() if self.wasserstein else softplus(-fake).mean()

    def critic_loss(self, real, fake):
        return fake.mean() - real.mean() if self.wasserstein else softplus(-real).mean() + softplus(fake).mean()
