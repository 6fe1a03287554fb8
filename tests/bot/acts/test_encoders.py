from __future__ import annotations

from bot.acts.encoders import DIMENSION, buckets, sentence_encoder


def test_the_same_in_two_languages_is_nearer_than_something_else() -> None:
    mouse, chinese, refund = sentence_encoder().encode(["I need a mouse", "我需要一个鼠标", "where is my refund"])

    assert mouse.shape == (DIMENSION,)
    assert mouse @ chinese > mouse @ refund


def test_no_texts_are_no_vectors() -> None:
    assert sentence_encoder().encode([]).shape == (0, DIMENSION)


def test_a_misspelled_word_shares_letters() -> None:
    meant = set(buckets("headphones"))

    assert len(meant & set(buckets("headphons"))) > len(meant & set(buckets("kettle")))
