"""The DCGAN of torch_dcgan.py, images NHWC and weights HWIO as JAX users on a CPU have them."""
import jax
import jax.numpy as jnp
from jax.lax import conv_general_dilated, conv_transpose
from jax.nn import leaky_relu, relu, softplus

layout = ("NHWC", "HWIO", "NHWC")


def normalized(x, scale, shift):
    """By the statistics of each entry of the last axis."""
    axes = tuple(range(x.ndim - 1))
    mean, variance = x.mean(axes), x.var(axes)
    return (x - mean) * (jax.lax.rsqrt(variance + 1e-5) * scale) + shift


class DcGan:
    def __init__(self, work):
        self.batch, self.latent, self.channels = work["batch"], work["latent"], work["channels"]
        self.images = jax.random.uniform(jax.random.key(0), (1024, 32, 32, 3), minval=-1)

    def start(self, key):
        c1, c2, c3 = self.channels
        keys = iter(jax.random.split(key, 8))

        def normal(*shape):
            return 0.02 * jax.random.normal(next(keys), shape)

        def normalization(c):
            return [jnp.ones(c), jnp.zeros(c)]

        θ = [normal(self.latent, 16 * c3), *normalization(16 * c3)]
        for fan_in, fan_out in ((c3, c2), (c2, c1)):
            θ += [normal(4, 4, fan_out, fan_in), *normalization(fan_out)]
        θ += [normal(4, 4, 3, c1), jnp.zeros(3)]
        ψ = []
        for fan_in, fan_out in ((3, c1), (c1, c2), (c2, c3)):
            ψ += [normal(4, 4, fan_in, fan_out), jnp.zeros(fan_out)]
        return θ, ψ + [normal(16 * c3, 1), jnp.zeros(1)]

    def draw(self, key):
        real, latent, ε = jax.random.split(key, 3)
        images = self.images[jax.random.randint(real, (self.batch,), 0, len(self.images))]
        return images, jax.random.normal(latent, (self.batch, self.latent)), jax.random.uniform(ε, (self.batch,))

    def generate(self, θ, z):
        x = z @ θ[0]
        for at in (1, 4, 7):
            x = relu(normalized(x, θ[at], θ[at + 1]))
            x = x.reshape(-1, 4, 4, self.channels[2]) if at == 1 else x
            x = conv_transpose(x, θ[at + 2], (2, 2), "SAME", dimension_numbers=layout, transpose_kernel=True)
        return jnp.tanh(x + θ[10])

    def score(self, ψ, x):
        for at in (0, 2, 4):
            x = conv_general_dilated(x, ψ[at], (2, 2), "SAME", dimension_numbers=layout) + ψ[at + 1]
            x = leaky_relu(x, 0.2)
        return x.reshape(x.shape[0], -1) @ ψ[6] + ψ[7]

    def generator_loss(self, fake):
        return softplus(-fake).mean()

    def critic_loss(self, real, fake):
        return softplus(-real).mean() + softplus(fake).mean()
