"""Steps of the optimizers in PyTorch. Each takes a game, its players' weights θ, ψ, the module of gradients ∇ and the work, and
returns `step(draw)`, where `draw()` gives the next minibatch (real, latent) or, for `critic`, (real, latent, ε)."""
import torch


def adam(parameters, work):
    return torch.optim.Adam(
        parameters, lr=work["stepSize"], betas=(work["beta1"], work["beta2"]), eps=work["epsilon"], fused=True
    )


def move(optimizer, weights, gradients):
    for w, g in zip(weights, gradients):
        w.grad = g
    optimizer.step()


def simultaneous(game, θ, ψ, gradients, work):
    z = θ + ψ
    optimizer = adam(z, work)

    def step(draw):
        g_θ, g_ψ = gradients.field(game, θ, ψ, *draw())
        move(optimizer, z, (*g_θ, *g_ψ))

    return step


def extragradient(game, θ, ψ, gradients, work):
    """ExtraAdam: both half steps feed the same moments."""
    z = θ + ψ
    optimizer = adam(z, work)
    kept = [w.detach().clone() for w in z]

    def step(draw):
        with torch.no_grad():
            torch._foreach_copy_(kept, z)
        g_θ, g_ψ = gradients.field(game, θ, ψ, *draw())
        move(optimizer, z, (*g_θ, *g_ψ))
        g_θ, g_ψ = gradients.field(game, θ, ψ, *draw())
        with torch.no_grad():
            torch._foreach_copy_(z, kept)
        move(optimizer, z, (*g_θ, *g_ψ))

    return step


def gradient_regularized(game, θ, ψ, gradients, work):
    z = θ + ψ
    optimizer = adam(z, work)

    def step(draw):
        g_θ, g_ψ = gradients.regularized_field(game, work["weight"], θ, ψ, *draw())
        move(optimizer, z, (*g_θ, *g_ψ))

    return step


def chekhov(game, θ, ψ, gradients, work):
    """Queues are rings [K, …]; the newest strategies enter before the step, and the mean does not know an order."""
    z, K = θ + ψ, work["queue"]
    optimizer = adam(z, work)
    queues = [torch.zeros(K, *w.shape, dtype=w.dtype) for w in z]
    slots = [[queue[j] for queue in queues] for j in range(K)]
    made = 0

    def step(draw):
        nonlocal made
        with torch.no_grad():
            torch._foreach_copy_(slots[made % K], z)
        made += 1
        held = queues if made >= K else [queue[:made] for queue in queues]
        θs, ψs = held[: len(θ)], held[len(θ) :]
        gs = [g for side in gradients.mixture_field(game, θ, ψ, θs, ψs, *draw()) for g in side]
        with torch.no_grad():
            torch._foreach_add_(gs, z, alpha=2 * work["weight"] / made**0.5)
        move(optimizer, z, gs)

    return step


def wgan_gp(game, θ, ψ, gradients, work):
    """A cycle of critic steps and one of the generator."""
    of_generator, of_critic = adam(θ, work), adam(ψ, work)

    def step(draw):
        for _ in range(work["criticSteps"]):
            move(of_critic, ψ, gradients.critic_gradient(game, work["penalty"], θ, ψ, *draw(penalised=True)))
        move(of_generator, θ, gradients.generator_gradient(game, θ, ψ, draw(real=False)[1]))

    return step


methods = {
    "simultaneous": simultaneous,
    "extragradient": extragradient,
    "gradient-regularized": gradient_regularized,
    "chekhov": chekhov,
    "wgan-gp": wgan_gp,
}
