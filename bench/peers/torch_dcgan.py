"""A DCGAN on 32×32×3: critic of 4×4 convolutions of stride 2 with leaky ReLU 0.2, generator of a linear layer, batch
normalization with ReLU and transposed convolutions, tanh. Real images are drawn from a
data set of noise.

Images are NCHW, as PyTorch has them. Weights that come from elsewhere are HWIO in the order of `blocks` and are permuted.
"""
import torch
from torch.nn.functional import batch_norm, conv2d, conv_transpose2d, leaky_relu, linear, softplus


class DcGan:
    def __init__(self, work):
        self.batch, self.latent, self.channels = work["batch"], work["latent"], work["channels"]
        self.images = 2 * torch.rand(1024, 3, 32, 32) - 1

    def start(self):
        c1, c2, c3 = self.channels

        def normal(*shape):
            return 0.02 * torch.randn(*shape)

        def normalization(c):
            return [torch.ones(c), torch.zeros(c)]

        θ = [normal(16 * c3, self.latent), *normalization(16 * c3)]
        for fan_in, fan_out in ((c3, c2), (c2, c1)):
            θ += [normal(fan_in, fan_out, 4, 4), *normalization(fan_out)]
        θ += [normal(c1, 3, 4, 4), torch.zeros(3)]
        ψ = []
        for fan_in, fan_out in ((3, c1), (c1, c2), (c2, c3)):
            ψ += [normal(fan_out, fan_in, 4, 4), torch.zeros(fan_out)]
        return θ, ψ + [normal(1, 16 * c3), torch.zeros(1)]

    def from_blocks(self, player, blocks):
        return [self._own(block) for block in blocks]

    def to_blocks(self, player, weights):
        return [self._theirs(w) for w in weights]

    def _own(self, w):
        """HWIO → OIHW of a convolution [4, 4, in, out], and [4, 4, out, in] → IOHW of a transposed one; features HWC → CHW."""
        c3 = self.channels[2]
        if w.dim() == 4:
            return w.permute(3, 2, 0, 1).contiguous()
        if w.shape == (16 * c3,):
            return w.reshape(4, 4, c3).permute(2, 0, 1).reshape(-1)
        if w.dim() != 2:
            return w
        if w.shape[1] == 1:
            return w.reshape(4, 4, c3).permute(2, 0, 1).reshape(1, -1)
        return w.reshape(-1, 4, 4, c3).permute(3, 1, 2, 0).reshape(-1, self.latent)

    def _theirs(self, w):
        c3 = self.channels[2]
        if w.dim() == 4:
            return w.permute(2, 3, 1, 0)
        if w.shape == (16 * c3,):
            return w.reshape(c3, 4, 4).permute(1, 2, 0).reshape(-1)
        if w.dim() != 2:
            return w
        if w.shape[0] == 1:
            return w.reshape(c3, 4, 4).permute(1, 2, 0).reshape(-1, 1)
        return w.reshape(c3, 4, 4, -1).permute(3, 1, 2, 0).reshape(self.latent, -1)

    def draw_latent(self):
        return torch.randn(self.batch, self.latent)

    def draw_real(self):
        return self.images[torch.randint(len(self.images), (self.batch,))]

    def own_real(self, real):
        """NHWC → NCHW of a minibatch that comes from elsewhere."""
        return real.permute(0, 3, 1, 2).contiguous()

    def generate(self, θ, z):
        x = linear(z, θ[0])
        for at in (1, 4, 7):
            x = batch_norm(x, None, None, θ[at], θ[at + 1], training=True, eps=1e-5).relu()
            x = x.reshape(-1, self.channels[2], 4, 4) if at == 1 else x
            x = conv_transpose2d(x, θ[at + 2], θ[at + 3] if at == 7 else None, stride=2, padding=1)
        return torch.tanh(x)

    def score(self, ψ, x):
        for at in (0, 2, 4):
            x = leaky_relu(conv2d(x, ψ[at], ψ[at + 1], stride=2, padding=1), 0.2)
        return linear(x.flatten(1), ψ[6], ψ[7])

    def generator_loss(self, fake):
        return softplus(-fake).mean()

    def critic_loss(self, real, fake):
        return softplus(-real).mean() + softplus(fake).mean()
