"""How Chinese shoppers say it: filler words, negations, degrees ("更轻一点", "最便宜", "太贵"), other names of things.

The counterpart of `language.lexicon` for texts in Han characters; words are as `language.segmentation` parts them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from language.segmentation import Segmenter, has_han

_STOP_WORDS = """
的 地 得 了 着 过 吗 呢 吧 啊 呀 嘛 哦 哈 啦 么 我 你 您 他 她 它 我们 你们 咱们 自己 是 在 有 没有 和 跟 与 及
或 或者 还 还是 也 都
就 要 想 想要 要买 买 购买 找 找个 看 看看 看一下 给 给我 帮 帮我 帮忙 请 请问 麻烦 需要 能 能不能 能否 可以
可不可以 会 应该 推荐 一下 一个 一件 一款 一条
一双 一台 一套 一把 一只 一张 一些 一种 几个 几款 个 件 款 条 双 台 套 把 只 张 种 部 支 这 那 这个 那个 这些
那些 这款 那款 哪 哪个 哪款 哪些 什么 有没有
有什么 怎么 怎么样 好的 好用 好 比较 最好 希望 打算 准备 喜欢 来 来个 来一个 再 很 非常 特别 用 用来 用的 适合
送 送给 对 对于 关于 以及 而且 但是 不过 因为 所以
如果 的话 吗 您好 你好 谢谢 现在 今天 卖 店里 店 你家 家里 有卖 搜 搜索 搜一下 查 查找 换 换成 换个 改成 只 只要
求 亲 呃 嗯 啥 都可以 都行 就行 即可 之间 东西 商品 产品 上 里 中 为 被 让 把 比 从 到 而 并 才 又 已经 正在 一
两 几 多 点 些 一点 一些 一点儿 有点 其他 其它 别的 另外 新
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing of a product."""
FILLERS = STOP_WORDS | frozenset(["预算", "价位", "价格", "价钱", "多少钱", "牌子"])
"""Words to leave out of a search: those, and what is said of any product."""
_NEGATIONS = """
不要 不想要 不用 不需要 不带 不含 不 别 没有 无 非 除了 除去 除开
拒绝 讨厌 不喜欢 不想 不是 别要
"""
NEGATIONS = frozenset(_NEGATIONS.split())
_BETWEEN_NEGATION = """
的 是 有 带 要 个 那种 这种 喜欢 想要 想 用 买 任何
含 太 牌子 品牌 颜色
"""
BETWEEN_NEGATION = frozenset(_BETWEEN_NEGATION.split())
AFTER_NEGATED = frozenset(["不要", "除外", "不考虑", "就算了", "免谈", "不行"])
"""Said after what is not wanted: "黑色的不要"."""
_YES_WORDS = """
是 是的 要 要的 需要 有 对 好 好的 可以 行 嗯 必须 当然
最好
"""
YES_WORDS = frozenset(_YES_WORDS.split())
_NO_WORDS = """
不 不要 不用 不需要 不必 不是 否 没有 无 别
"""
NO_WORDS = frozenset(_NO_WORDS.split())
_NO_MATTER = """
在乎 介意 挑 限 重要 知道 确定 清楚 在意 讲究
"""
NO_MATTER = frozenset(_NO_MATTER.split())

Direction = Literal["low", "high"]

_SIZES = "屏幕尺寸|尺寸|容量|体积|宽度|高度|长度"
_ADJECTIVES: list[tuple[str, Direction, str]] = [
    ("便宜 实惠 划算 平价 优惠 经济 低价 廉价", "low", "price"),
    ("贵 昂贵 高档 高端", "high", "price"),
    ("轻 轻便 轻巧 轻薄", "low", "重量|净重|weight"),
    ("重 沉", "high", "重量|净重|weight"),
    ("安静 静音", "low", "噪音|噪声|noise|sound pressure"),
    (
        "小 小巧 迷你",
        "low",
        f"{_SIZES}|screen size|diagonal|size|volume|capacity|width|height",
    ),
    ("大", "high", f"{_SIZES}|screen size|diagonal|volume|capacity|size|width|height"),
    ("强劲 强 有力", "high", "功率|吸力|power|suction|output|wattage"),
    ("快", "high", "速度|刷新率|speed|refresh|frequency|clock|rate"),
    ("亮", "high", "亮度|光通量|brightness|lumen"),
    ("薄", "low", "厚度|thickness|depth|height"),
    ("厚", "high", "厚度|thickness"),
    ("长", "high", "长度|length"),
    ("久 持久 耐用", "high", "续航|续航时间|电池续航|battery|runtime"),
    ("短", "low", "长度|length"),
    ("宽", "high", "宽度|width"),
    ("窄", "low", "宽度|width"),
    ("高", "high", "高度|height"),
    ("矮", "low", "高度|height"),
    ("多", "high", ""),
    ("少", "low", ""),
    ("低", "low", ""),
]
ADJECTIVES: dict[str, tuple[Direction, tuple[str, ...]]] = {
    word: (end, tuple(filter(None, labels.split("|")))) for words, end, labels in _ADJECTIVES for word in words.split()
}
"""What an adjective says: which end, of the first of these labels that products state; none: of the label before it."""
PLAIN_ENOUGH = frozenset(["便宜", "实惠", "平价", "划算", "轻便", "静音", "安静", "轻薄"])
"""Adjectives that mean nothing else, so that they need no product type beside them."""
_MORE, _MOST, _TOO = (
    frozenset(["更", "更加", "再", "还要", "稍", "稍微", "略"]),
    frozenset(["最"]),
    frozenset(["太", "过于", "有点"]),
)
_A_BIT = frozenset(["一点", "点", "一些", "些", "一点儿", "点儿"])
_NOT_TOO = frozenset(["不要", "别", "不", "不想", "不能"])
_RISING = re.compile(r"[从由][低小少轻]到[高大多重]|升序")
_FALLING = re.compile(r"[从由][高大多重]到[低小少轻]|降序")
_SORTING = re.compile(r"排序|排列|排一?[下个]")

SAME_THING = """
laptop, 笔记本电脑, 笔记本, 手提电脑, 轻薄本, 游戏本
smartphone, 智能手机, 手机
headphone, 耳机, 头戴式耳机, 蓝牙耳机, 耳麦
bicycle, 自行车, 单车, 脚踏车
running shoe, 跑步鞋, 跑鞋, 运动鞋
vacuum cleaner, 吸尘器
backpack, 双肩包, 背包, 书包
suitcase, 行李箱, 拉杆箱, 旅行箱
t shirt, t恤, t恤衫, 短袖
tv, 电视, 电视机
monitor, 显示器, 显示屏
ssd, 固态硬盘
hard drive, 硬盘, 移动硬盘
usb flash drive, u盘, 优盘
speaker, 音箱, 音响, 扬声器
refrigerator, 冰箱
sofa, 沙发
printer, 打印机
keyboard, 键盘, 机械键盘
mouse, 鼠标
jacket, 夹克, 外套
kettle, 电水壶, 热水壶, 水壶, 烧水壶
desk lamp, 台灯
coffee machine, 咖啡机
desktop computer, 台式电脑, 台式机, 电脑
office chair, 办公椅, 电脑椅, 椅子
"""
"""Lines as in `language.lexicon`: other names of a thing."""
_SAME_VALUE = """
black 黑色, white 白色, red 红色, blue 蓝色, green 绿色, yellow 黄色, grey 灰色, gray 灰色, silver 银色, gold
金色, pink 粉色,
purple 紫色, brown 棕色, brown 咖啡色, orange 橙色, beige 米色, wireless 无线, wired 有线, bluetooth 蓝牙,
cotton 纯棉,
cotton 棉, leather 真皮, leather 皮革, wood 木质, metal 金属, plastic 塑料, steel 不锈钢, stainless steel
不锈钢, wool 羊毛,
linen 亚麻, glass 玻璃, women 女士, men 男士, women 女款, men 男款, waterproof 防水, mechanical 机械
"""
SAME_VALUE: dict[str, tuple[str, ...]] = {}
"""English values for a Chinese one, and the other way round: people ask any shop in their own language."""
for _pair in _SAME_VALUE.replace("\n", " ").split(","):
    _english, _chinese = _pair.strip().rsplit(" ", 1)
    SAME_VALUE[_chinese] = (*SAME_VALUE.get(_chinese, ()), _english)
    SAME_VALUE[_english] = (*SAME_VALUE.get(_english, ()), _chinese)
SAME_LABEL: dict[str, tuple[str, ...]] = {
    "颜色": ("colour", "color"), "色": ("colour", "color"), "材质": ("material",), "面料": ("material", "fabric"),
    "材料": ("material",), "尺寸": ("size", "dimensions"), "大小": ("size",), "尺码": ("size",), "码": ("size",),
    "重量": ("weight",), "多重": ("重量", "weight"), "多大": ("尺寸", "容量", "size"), "多长": ("长度", "length"),
    "多高": ("高度", "height"), "内存": ("memory", "ram"), "存储": ("storage", "capacity"),
    "硬盘": ("storage", "capacity"),
    "容量": ("capacity", "volume"), "屏幕": ("screen", "screen size", "diagonal"),
    "屏幕尺寸": ("screen size", "diagonal"),
    "续航": ("battery", "battery life", "runtime"), "电池": ("battery", "battery life"), "功率": ("power",),
    "噪音": ("noise",),
    "噪声": ("noise",), "亮度": ("brightness",), "宽度": ("width",), "高度": ("height",), "长度": ("length",),
    "连接": ("connection", "connectivity"), "处理器": ("processor",), "风格": ("style",), "款式": ("style",),
    "品牌": ("brand",), "牌子": ("brand",), "价格": ("price",), "价钱": ("price",), "多少钱": ("price",),
    "产地": ("country of origin",),
}  # fmt: skip
"""Labels that a Chinese word may mean, beside those that have it."""
_PARTED = [f"{degree}{adjective}" for degree in ("最", "更", "太", "较") for adjective in ADJECTIVES]
_PARTED += [f"{adjective}点" for adjective in ADJECTIVES] + ["重量轻", "价格低", "价格高"]
_KEPT = {word for line in SAME_THING.split("\n") for word in re.split(r",\s*", line) if has_han(word)}
_KEPT |= {word for word in (*SAME_VALUE, *SAME_LABEL, *NEGATIONS, *ADJECTIVES) if has_han(word)}


def segmenter(words: Sequence[str]) -> Segmenter:
    """What parts shoppers' texts into words; `words` are the catalog's own."""
    return Segmenter([*words, *_KEPT], _PARTED)


def forms(value: str) -> tuple[str, ...]:
    """Other ways to say a Chinese value: "红" for 红色."""
    return (value[:-1],) if value.endswith("色") and has_han(value) and 2 <= len(value) <= 3 else ()


@dataclass(frozen=True, slots=True)
class Degree:
    """A Chinese adjective with what stands around it, from word `first` to before `end`."""

    adjective: str
    first: int
    end: int
    sorts: bool = False
    compares: bool = False
    reverse: bool = False
    """Whether too much of it is what is said, or feared: "太贵", "不要太贵"."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order asked for by name, and the place behind its words."""

    label: str
    direction: Direction
    end: int


def sorting(words: Sequence[str], place: int) -> Order | None:
    """The order that "按价格排序" or "价格从低到高" asks for, beginning at a place."""
    named = place + (words[place] in ("按", "按照"))
    rest = "".join(words[named + 1 :])
    if named >= len(words) or not (_RISING.match(rest) or _FALLING.match(rest) or _SORTING.match(rest)):
        return None
    return Order(words[named], "high" if _FALLING.search(rest) else "low", len(words))


def degree(words: Sequence[str], place: int) -> Degree | None:
    """The degree that begins at a place; None if none does."""
    first, reverse, sorts, compares = place, False, False, False
    if words[place] in _NOT_TOO and words[place + 1 : place + 2] and words[place + 1] in _TOO:
        place, reverse = place + 2, True
    elif words[place] in _TOO:
        place, reverse, compares = place + 1, True, True
    elif words[place] in _MOST:
        place, sorts = place + 1, True
    elif words[place] in _MORE:
        place, compares = place + 1, True
    if place >= len(words) or words[place] not in ADJECTIVES:
        return None
    end = place + 1
    if end < len(words) and words[end] in _A_BIT:
        end, compares = end + 1, compares or not (sorts or reverse)
    return Degree(words[place], first, end, sorts, compares, reverse)
