"""Gradients of both players by PyTorch's tape: weights are leaves that require gradients."""
import torch
from torch.autograd import grad


def field(game, θ, ψ, real, z):
    """(∇_θ ℓ_G, ∇_ψ ℓ_D); the scores of the generated rows are computed once and serve both losses."""
    fake = game.score(ψ, game.generate(θ, z))
    g_θ = grad(game.generator_loss(fake), θ, retain_graph=True)
    return g_θ, grad(game.critic_loss(game.score(ψ, real), fake), ψ)


def regularized_field(game, ρ, θ, ψ, real, z):
    """(∇_θ(ℓ_G + ρ‖∇_ψ ℓ_D‖²), ∇_ψ ℓ_D)"""
    fake = game.score(ψ, game.generate(θ, z))
    g_ψ = grad(game.critic_loss(game.score(ψ, real), fake), ψ, create_graph=True)
    squares = sum(g.square().sum() for g in g_ψ)
    g_θ = grad(game.generator_loss(fake) + ρ * squares, θ)
    return g_θ, [g.detach() for g in g_ψ]


def mixture_field(game, θ, ψ, θs, ψs, real, z):
    """Both gradients against queues θs, ψs of opponents, [K, …] each."""
    g_θ = grad(game.generator_loss(game.score(ψs, game.generate(θ, z))), θ)
    with torch.no_grad():
        fakes = game.generate(θs, z).flatten(0, 1)
    n = real.shape[0]
    scores = game.score(ψ, torch.cat([real, fakes]))
    return g_θ, grad(game.critic_loss(scores[:n], scores[n:]), ψ)


def critic_gradient(game, λ, θ, ψ, real, z, ε):
    """∇_ψ(E D(G(z)) − E D(x) + λE(‖∇D(x̂)‖ − 1)²), x̂ = εx + (1 − ε)G(z)"""
    with torch.no_grad():
        fake = game.generate(θ, z)
        between = torch.lerp(fake, real, ε.unsqueeze(1))
    between.requires_grad_()
    (slope,) = grad(game.score(ψ, between).sum(), between, create_graph=True)
    penalty = (slope.square().sum(1).sqrt() - 1).square().mean()
    scores = game.score(ψ, torch.cat([real, fake]))
    n = real.shape[0]
    return grad(game.critic_loss(scores[:n], scores[n:]) + λ * penalty, ψ)


def generator_gradient(game, θ, ψ, z):
    return grad(game.generator_loss(game.score(ψ, game.generate(θ, z))), θ)
