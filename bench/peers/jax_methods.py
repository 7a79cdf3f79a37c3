"""Steps of the optimizers in JAX as pure functions: `step(state, minibatches) → state`, with `count` minibatches a step.

A minibatch is (real, latent, ε). A state is a dictionary; z = (θ, ψ) is in it.
"""
import jax
import jax.numpy as jnp
from jax import grad, tree


def adam(work):
    η, β1, β2, ε = (work[name] for name in ("stepSize", "beta1", "beta2", "epsilon"))

    def init(x):
        return {"m": tree.map(jnp.zeros_like, x), "s": tree.map(jnp.zeros_like, x), "t": jnp.zeros(())}

    def update(g, x, state):
        """x moved against g, and the new moments."""
        t = state["t"] + 1
        m = tree.map(lambda m, g: β1 * m + (1 - β1) * g, state["m"], g)
        s = tree.map(lambda s, g: β2 * s + (1 - β2) * g * g, state["s"], g)
        α, c = η / (1 - β1**t), jnp.sqrt(1 - β2**t)
        return tree.map(lambda x, m, s: x - α * m / (jnp.sqrt(s) / c + ε), x, m, s), {"m": m, "s": s, "t": t}

    return init, update


def field_of(game):
    def field(z, real, latent):
        θ, ψ = z

        def generator(θ):
            fake = game.generate(θ, latent)
            return game.generator_loss(game.score(ψ, fake)), fake

        g_θ, fake = grad(generator, has_aux=True)(θ)
        return g_θ, grad(lambda ψ: game.critic_loss(game.score(ψ, real), game.score(ψ, fake)))(ψ)

    return field


def simultaneous(game, work):
    init, update = adam(work)
    field = field_of(game)

    def step(state, minibatches):
        ((real, latent, _),) = minibatches
        z, s = update(field(state["z"], real, latent), state["z"], state["s"])
        return {"z": z, "s": s}

    return lambda z: {"z": z, "s": init(z)}, step, 1


def extragradient(game, work):
    init, update = adam(work)
    field = field_of(game)

    def step(state, minibatches):
        (a, b), z = minibatches, state["z"]
        half, s = update(field(z, *a[:2]), z, state["s"])
        z, s = update(field(half, *b[:2]), z, s)
        return {"z": z, "s": s}

    return lambda z: {"z": z, "s": init(z)}, step, 2


def gradient_regularized(game, work):
    init, update = adam(work)

    def step(state, minibatches):
        ((real, latent, _),) = minibatches
        θ, ψ = state["z"]

        def generator(θ):
            fake = game.generate(θ, latent)
            g_ψ = grad(lambda ψ: game.critic_loss(game.score(ψ, real), game.score(ψ, fake)))(ψ)
            squares = tree.reduce(jnp.add, tree.map(lambda g: (g * g).sum(), g_ψ))
            return game.generator_loss(game.score(ψ, fake)) + work["weight"] * squares, g_ψ

        z, s = update(grad(generator, has_aux=True)(θ), (θ, ψ), state["s"])
        return {"z": z, "s": s}

    return lambda z: {"z": z, "s": init(z)}, step, 1


def chekhov(game, work):
    """Queues are rings [K, …] in the state; the newest strategies enter before the step."""
    init, update = adam(work)
    K = work["queue"]

    def step(state, minibatches):
        ((real, latent, _),) = minibatches
        (θ, ψ), k = state["z"], state["k"]
        queues = tree.map(lambda q, x: q.at[k % K].set(x), state["queues"], (θ, ψ))
        θs, ψs = queues
        held = (jnp.arange(K) <= k) / jnp.minimum(k + 1, K)  # the weight of each snapshot

        def generator(θ):
            fake = game.generate(θ, latent)
            return held @ jax.vmap(lambda ψ: game.generator_loss(game.score(ψ, fake)))(ψs)

        fakes = jax.vmap(lambda θ: game.generate(θ, latent))(θs)

        def critic(ψ):
            real_scores, scores = game.score(ψ, real), game.score(ψ, fakes)
            return held @ jax.vmap(lambda fake: game.critic_loss(real_scores, fake))(scores)

        c = 2 * work["weight"] / jnp.sqrt(k + 1)
        g = tree.map(lambda g, x: g + c * x, (grad(generator)(θ), grad(critic)(ψ)), (θ, ψ))
        z, s = update(g, (θ, ψ), state["s"])
        return {"z": z, "s": s, "queues": queues, "k": k + 1}

    def begin(z):
        queues = tree.map(lambda x: jnp.zeros((K, *x.shape), x.dtype), z)
        return {"z": z, "s": init(z), "queues": queues, "k": jnp.zeros((), jnp.int32)}

    return begin, step, 1


def wgan_gp(game, work):
    init, update = adam(work)
    n = work["criticSteps"]

    def critic(ψ, θ, real, latent, ε):
        fake = jax.lax.stop_gradient(game.generate(θ, latent))
        between = ε[:, None] * real + (1 - ε[:, None]) * fake
        slope = grad(lambda x: game.score(ψ, x).sum())(between)
        penalty = ((jnp.sqrt((slope**2).sum(1)) - 1) ** 2).mean()
        return game.critic_loss(game.score(ψ, real), game.score(ψ, fake)) + work["penalty"] * penalty

    def step(state, minibatches):
        (θ, ψ), (s_θ, s_ψ) = state["z"], state["s"]
        for minibatch in minibatches[:n]:
            ψ, s_ψ = update(grad(critic)(ψ, θ, *minibatch), ψ, s_ψ)
        latent = minibatches[n][1]
        g_θ = grad(lambda θ: game.generator_loss(game.score(ψ, game.generate(θ, latent))))(θ)
        θ, s_θ = update(g_θ, θ, s_θ)
        return {"z": (θ, ψ), "s": (s_θ, s_ψ)}

    return lambda z: {"z": z, "s": tuple(init(x) for x in z)}, step, n + 1


methods = {
    "simultaneous": simultaneous,
    "extragradient": extragradient,
    "gradient-regularized": gradient_regularized,
    "chekhov": chekhov,
    "wgan-gp": wgan_gp,
}
