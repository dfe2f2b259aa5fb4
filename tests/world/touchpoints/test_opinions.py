import pyarrow.compute as pc


def test_scores_follow_moods_and_late_parcels(raws):
    rows = raws["surveys"].rows
    scores = rows["score"].to_numpy()
    assert ((scores >= 0) & (scores <= 10)).all()
    assert 0 < rows["comment"].null_count < rows.num_rows


def test_stars_go_with_the_tone_of_the_text(raws):
    rows = raws["reviews"].rows.to_pandas()
    mean = rows["stars"].groupby(rows["text"].str.contains("regret|waste|Awful|annoyed")).mean()
    assert mean[True] < 2.5 < mean[False]


def test_some_reviews_are_signed_with_the_name_of_the_posts(raws, many):
    handles = raws["reviews"].rows["author.handle"].drop_null()
    assert 0 < len(handles) < raws["reviews"].rows.num_rows
    assert pc.all(pc.is_in(handles, many.keys.handle)).as_py()
    assert pc.all(pc.is_in(raws["posts"].rows["handle"], many.keys.handle)).as_py()
    assert many.people.handle[raws["posts"].person].all()
