"""Perceptrons on the ring, as torch_ring.py has them. A player's weights are a list w0 [in, out], b0 [out], w1, …"""
import math

import jax
import jax.numpy as jnp
from jax.nn import relu, softplus


def normal_weights(key, widths):
    keys = jax.random.split(key, len(widths) - 1)
    return [
        w
        for k, fan_in, fan_out in zip(keys, widths, widths[1:])
        for w in (jax.random.normal(k, (fan_in, fan_out)) / math.sqrt(fan_in), jnp.zeros(fan_out))
    ]


def perceptron(weights, x):
    for layer in range(0, len(weights), 2):
        x = x @ weights[layer] + weights[layer + 1]
        if layer + 2 < len(weights):
            x = relu(x)
    return x


class Ring:
    def __init__(self, work):
        self.batch, self.width, self.latent = work["batch"], work["width"], work["latent"]
        self.wasserstein = work["loss"] == "wasserstein"
        angles = jnp.arange(8) * (2 * math.pi / 8)
        self.centres = jnp.stack([jnp.cos(angles), jnp.sin(angles)], 1)

    def start(self, key):
        k_θ, k_ψ = jax.random.split(key)
        h = self.width
        return normal_weights(k_θ, [self.latent, h, h, 2]), normal_weights(k_ψ, [2, h, h, 1])

    def draw(self, key):
        """(real, latent, ε); what a step does not use, XLA does not draw."""
        mode, noise, latent, ε = jax.random.split(key, 4)
        centres = self.centres[jax.random.randint(mode, (self.batch,), 0, 8)]
        real = centres + 0.02 * jax.random.normal(noise, (self.batch, 2))
        return real, jax.random.normal(latent, (self.batch, self.latent)), jax.random.uniform(ε, (self.batch,))

    def generate(self, θ, z):
        return perceptron(θ, z)

    def score(self, ψ, x):
        return perceptron(ψ, x)

    def generator_loss(self, fake):
        return -fake.mean() if self.wasserstein else softplus(-fake).mean()

    def critic_loss(self, real, fake):
        return fake.mean() - real.mean() if self.wasserstein else softplus(-real).mean() + softplus(fake).mean()
