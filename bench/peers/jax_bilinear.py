"""Extragradient on f(x, y) = xᵀAy, A dense [d, d]."""
from jax import grad


def extragradient(A, η):
    """(x, y) ↦ (x⁺, y⁺)"""
    slopes = grad(lambda x, y: x @ (A @ y), (0, 1))

    def step(x, y):
        u, v = slopes(x, y)
        u, v = slopes(x - η * u, y + η * v)
        return x - η * u, y + η * v

    return step
