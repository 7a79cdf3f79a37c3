"""The gradients of torch_gradients_eager.py as pure functions: torch.compile takes first and second order whole, in one graph."""
import torch
from torch.func import grad


def field(game, θ, ψ, real, z):
    def generator(θ):
        fake = game.generate(θ, z)
        return game.generator_loss(game.score(ψ, fake)), fake

    g_θ, fake = grad(generator, has_aux=True)(θ)
    return g_θ, grad(lambda ψ: game.critic_loss(game.score(ψ, real), game.score(ψ, fake)))(ψ)


def regularized_field(game, ρ, θ, ψ, real, z):
    def generator(θ):
        fake = game.generate(θ, z)
        g_ψ = grad(lambda ψ: game.critic_loss(game.score(ψ, real), game.score(ψ, fake)))(ψ)
        squares = sum(g.square().sum() for g in g_ψ)
        return game.generator_loss(game.score(ψ, fake)) + ρ * squares, g_ψ

    return grad(generator, has_aux=True)(θ)


def mixture_field(game, θ, ψ, θs, ψs, real, z):
    fakes = game.generate(θs, z).flatten(0, 1)
    n = real.shape[0]

    def critic(ψ):
        scores = game.score(ψ, torch.cat([real, fakes]))
        return game.critic_loss(scores[:n], scores[n:])

    return grad(lambda θ: game.generator_loss(game.score(ψs, game.generate(θ, z))))(θ), grad(critic)(ψ)


def critic_gradient(game, λ, θ, ψ, real, z, ε):
    fake = game.generate(θ, z)
    between = torch.lerp(fake, real, ε.unsqueeze(1))
    n = real.shape[0]

    def critic(ψ):
        slope = grad(lambda x: game.score(ψ, x).sum())(between)
        penalty = (slope.square().sum(1).sqrt() - 1).square().mean()
        scores = game.score(ψ, torch.cat([real, fake]))
        return game.critic_loss(scores[:n], scores[n:]) + λ * penalty

    return grad(critic)(ψ)


def generator_gradient(game, θ, ψ, z):
    return grad(lambda θ: game.generator_loss(game.score(ψ, game.generate(θ, z))))(θ)
