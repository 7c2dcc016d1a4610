"""The everyday questions that the encoder is trained with."""

from eval.encoder.pairs import is_chinese, read_blocks, read_terms


def test_every_block_is_a_sentence_and_the_questions_that_it_answers() -> None:
    held_out, others = read_blocks()
    for sentence, *questions in (*held_out, *others):
        assert len(questions) >= 4
        assert not any(one.startswith("-") or not one.strip() for one in (sentence, *questions))
        assert [is_chinese(one) for one in (sentence, questions[0], questions[-1])] == [True, True, False]


def test_no_sentence_stands_twice_so_that_none_held_out_is_trained_with() -> None:
    held_out, others = read_blocks()
    sentences = [block[0] for block in (*held_out, *others)]
    assert len(set(sentences)) == len(sentences)
    assert not {one for _, *questions in held_out for one in questions} & {
        one for _, *questions in others for one in questions
    }


def test_terms_come_with_all_their_words() -> None:
    assert ("怎么办", "如何办理 办理流程 办理程序") in read_terms("everyday_terms")
