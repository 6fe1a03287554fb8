"""Passages in Chinese, found by their words: the packaged language model reads none, so meaning cannot help.

Scores are on the scale of `retrieval.pages.passages`: the share of what was asked that a passage holds, rare words
counting more, and words of the title and the heading more than those of the text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from language.chinese import STOP_WORDS
from language.segmentation import Segmenter, has_han
from language.tokens import fold

Scores = npt.NDArray[np.float32]
_IN_TITLE, _IN_TEXT = 0.5, 0.7
"""What a word in the title of the page or in the text counts, beside one in the heading."""
_ASKING = frozenset(["怎么", "哪些", "什么情况", "谁"])
"""Words that say nothing of a product, but of a question what is wanted to know."""
_LITTLE = 0.2
"""What such a word weighs beside others."""
_ON_ALL_PAGES = """
可以 多少 请问 如果 我们 问题 时候 知道 告诉 不能 不会 需要 进行 那个 已经 之后 以后 就是 怎么办
"""
_LEFT_OUT = (STOP_WORDS - _ASKING) | frozenset(_ON_ALL_PAGES.split())
_SAME = {
    "付钱": "付款", "支付": "付款", "结账": "付款", "邮费": "运费", "快递费": "运费", "免邮": "包邮",
    "寄到": "送到", "发到": "送到",
    "送货": "配送", "账号": "账户", "帐号": "账户", "评论": "评价", "意见": "建议", "热线": "电话",
    "打电话": "电话",
    "取货": "自提", "退钱": "退款", "多久": "几天", "几日": "几天", "上班": "工作时间", "营业": "工作时间",
    "营业时间": "工作时间",
    "门店": "实体店", "线下": "实体店", "登录密码": "密码", "折扣码": "优惠码", "收费": "费用",
    "手续费": "费用", "坏": "质量问题",
    "加急": "次日达", "订阅": "邮件订阅", "注册": "注册账户", "删除": "注销", "丢": "没有收到",
    "没收到": "没有收到", "几点": "工作时间",
    "下单": "如何下单", "被拒": "付款失败", "什么时候": "时间", "国家": "哪些国家", "送达": "送到", "到货": "送到",
}  # fmt: skip
"""Words of shoppers, and those that help pages are written in."""


class HanPassages:
    """The words of passages. Immutable, so threads may share it."""

    def __init__(self, titles: Sequence[str], headings: Sequence[str], texts: Sequence[str]) -> None:
        chinese = [has_han(text) for text in texts]  # the others are found by meaning, and hold nothing here
        self._titles, self._headings, self._texts = (
            [fold(part) if is_chinese else "" for part, is_chinese in zip(parts, chinese, strict=True)]
            for parts in (titles, headings, texts)
        )
        self._words = Segmenter([*_SAME, *_SAME.values(), "发票", "什么情况"], ["开发", "开发票"])

    def scores(self, question: str) -> Scores:
        """(passages,) in [0, 1]."""
        terms = self._terms(question)
        scores = np.zeros(len(self._texts), np.float32)
        if not terms:
            return scores
        weights = 0.0
        for term in terms:
            said = {term, _SAME.get(term, term)}
            in_title, in_heading, in_text = (
                np.array([any(word in text for word in said) for text in texts], np.float32)
                for texts in (self._titles, self._headings, self._texts)
            )
            having = int(np.count_nonzero(in_title + in_heading + in_text))
            if not having and not has_han(term):
                continue  # a word of another language, which these pages do not have to hold
            rarity = (_LITTLE if term in _ASKING else 1.0) * math.log(
                1 + (len(self._texts) - having + 0.5) / (having + 0.5)
            )
            scores += rarity * np.maximum(in_heading, np.maximum(_IN_TITLE * in_title, _IN_TEXT * in_text))
            weights += rarity
        return scores / weights if weights else scores

    def _terms(self, question: str) -> list[str]:
        words = dict.fromkeys(fold(word) for word in self._words.cut(question))
        return [word for word in words if word not in _LEFT_OUT and (len(word) > 1 or word in _SAME)]
