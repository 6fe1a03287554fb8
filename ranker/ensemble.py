"""The heads of a model side by side, as they serve: the scores of `ranker.network.Heads` in a third of the operations.

A request has some thirty attributes, so that calling an operation costs more than computing it; here one operation
serves all heads. Training and files know `Heads` only.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from ranker.network import Encoded, Head, Heads


class Ensemble:
    """Scores requests with the weights that `heads` has now. Safe to call from several threads."""

    def __init__(self, heads: Heads) -> None:
        members = [member for member in heads.members if isinstance(member, Head)]

        def stacked(part: Callable[[Head], Tensor]) -> Tensor:
            return torch.stack([part(member).detach() for member in members])

        def layer(part: Callable[[Head], nn.Module]) -> tuple[Tensor, Tensor]:
            """Weight (heads, inputs, outputs) and bias (heads, 1, outputs)."""
            layers = [part(member) for member in members]
            linear = [one for one in layers if isinstance(one, nn.Linear)]
            weight = torch.stack([one.weight.detach().T for one in linear]).contiguous()
            return weight, torch.stack([one.bias.detach() for one in linear]).unsqueeze(1)

        self._scale = members[0].config.projected ** -0.5
        self._narrowing = members[0].config.narrowing
        self._query, self._category = layer(lambda head: head.of_query), layer(lambda head: head.of_category)
        self._attribute, self._prior = layer(lambda head: head.of_attribute), layer(lambda head: head.prior)
        self._hidden, self._last = layer(lambda head: head.interaction[1]), layer(lambda head: head.interaction[4])
        self._linear = layer(lambda head: head.linear)
        self._agreement = stacked(lambda head: head.agreement).view(len(members), 1, 1, 4)
        self._mean = stacked(lambda head: head.mean)[:, None, None]
        self._deviation = stacked(lambda head: head.deviation)[:, None, None]

    def __call__(self, batch: Encoded) -> tuple[Tensor, Tensor]:
        """The mean of each summand, (B, M)."""
        heads, (count, most, dimension) = len(self._mean), batch.attributes.shape
        query = torch.tanh(torch.matmul(batch.query, self._query[0]) + self._query[1]).unsqueeze(2)
        category = torch.tanh(torch.matmul(batch.category, self._category[0]) + self._category[1]).unsqueeze(2)
        rows = batch.attributes.reshape(count * most, dimension)
        attribute = torch.tanh(torch.matmul(rows, self._attribute[0]) + self._attribute[1])
        prior = torch.baddbmm(self._prior[1], attribute, self._prior[0]).view(heads, count, most)
        attribute = attribute.view(heads, count, most, -1)
        asked, typical = query * attribute, category * attribute
        projected = torch.stack([asked.sum(-1), typical.sum(-1)], -1) * self._scale
        plain = batch.attributes @ torch.stack([batch.query, batch.category], -1)
        agreed = torch.cat([projected, plain.expand(heads, -1, -1, -1)], -1)
        language = (agreed * self._agreement).sum(-1) + prior
        z = ((batch.z - self._mean) / self._deviation).clamp(-4, 4)
        z = torch.cat([z, batch.likeness.expand(heads, -1, -1).unsqueeze(-1)], -1)
        read = torch.cat([z, asked, typical, attribute], -1).view(heads, count * most, -1)
        hidden = nn.functional.gelu(torch.baddbmm(self._hidden[1], read, self._hidden[0]))
        learned = torch.baddbmm(self._last[1], hidden, self._last[0])
        learned = learned + torch.baddbmm(self._linear[1], z.view(heads, count * most, -1), self._linear[0])
        adapter = batch.z[..., self._narrowing] + learned.view(heads, count, most)
        return language.mean(0), adapter.mean(0)
