"""JAX as a contestant: `jax_peer.py WORK THREADS tree|flat`, or `jax_peer.py --check`.

A turn of one step a call calls a jitted step, one of blocks a jitted loop; both have donated buffers. `tree` keeps a
player's weights as a list of arrays, `flat` as one vector: fewer buffers a call, more copying inside.
"""
import json
import sys

import serving

checking = sys.argv[1] == "--check"
import cores

cores.limit(1 if checking else int(sys.argv[2]))
import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

import jax_bilinear
import jax_methods
from jax_dcgan import DcGan
from jax_ring import Ring

games = {"ring": Ring, "images": DcGan}


def timed(step, state):
    """`advance(steps, block)` of a pure step, which draws from the key in the state."""
    one = jax.jit(step, donate_argnums=0)
    many = jax.jit(lambda state, n: jax.lax.fori_loop(0, n, lambda _, s: step(s), state), donate_argnums=0)

    def advance(steps, block):
        nonlocal state
        for at in range(0, steps, block):
            n = min(block, steps - at)
            state = one(state) if n == 1 else many(state, n)
        jax.block_until_ready(state)

    return advance


class Flat:
    """A game whose players' weights are one vector each."""

    def __init__(self, game):
        self.game = game
        self.draw, self.generator_loss, self.critic_loss = game.draw, game.generator_loss, game.critic_loss

    def start(self, key):
        (θ, self.shaped_θ), (ψ, self.shaped_ψ) = (ravel_pytree(player) for player in self.game.start(key))
        return θ, ψ

    def generate(self, θ, z):
        return self.game.generate(self.shaped_θ(θ), z)

    def score(self, ψ, x):
        return self.game.score(self.shaped_ψ(ψ), x)


def gan(work, how):
    game = games[work["game"]](work)
    if how == "flat":
        game = Flat(game)
    key = jax.random.key(0)
    begin, step, count = jax_methods.methods[work["method"]](game, work)

    def drawn(carry):
        state, key = carry
        key, *keys = jax.random.split(key, count + 1)
        return step(state, [game.draw(k) for k in keys]), key

    return timed(drawn, (begin(game.start(key)), key))


def bilinear(work, how):
    d = work["dimension"]
    step = jax_bilinear.extragradient(jnp.eye(d), work["stepSize"])
    return timed(lambda z: step(*z), (jnp.ones(d), jnp.ones(d)))


def array(host):
    return jnp.asarray(host["values"], jnp.float64).reshape(host["shape"])


def end_of(work, start, samples):
    z = tuple([array(block) for block in blocks] for blocks in start)
    if work["game"] == "bilinear":
        x, y = z[0][0], z[1][0]
        step = jax.jit(jax_bilinear.extragradient(jnp.eye(work["dimension"]), work["stepSize"]))
        for _ in samples:
            x, y = step(x, y)
        return [x.tolist(), y.tolist()]
    game = games[work["game"]](work)
    begin, step, _ = jax_methods.methods[work["method"]](game, work)
    state, step = begin(z), jax.jit(step)
    for drawn in samples:
        state = step(state, [(array(d["real"]), array(d["latent"]), array(d["ε"]) if "ε" in d else None) for d in drawn])
    return [ravel_pytree(player)[0].tolist() for player in state["z"]]


if checking:
    jax.config.update("jax_enable_x64", True)
    serving.serve_checks(end_of)
else:
    work, how = json.loads(sys.argv[1]), sys.argv[3]
    make = bilinear if work["game"] == "bilinear" else gan
    serving.serve(lambda: make(work, how), {"jax": jax.__version__, "python": sys.version.split()[0]})
