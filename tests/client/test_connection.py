import httpx
import pytest

from patron.client import Client, NoAnswer, NotFound, TooManyRequests, Unavailable
from patron.errors import ConfigError

KEY = "patron_3f2a91c0d4e7_secret"
ALIVE = httpx.Response(200, content=b"\n")


def test_what_passes_is_asked_again_after_a_while(says, problem):
    service = says(problem(503), httpx.ConnectError("x"), httpx.ReadTimeout("x"), ALIVE)
    service.client().livez()
    assert len(service.asked) == 4
    longest = (0.2, 0.4, 0.8)
    assert all(0 < wait < most for wait, most in zip(service.waits, longest, strict=True))
    # By one id, so that the log shows that it was one request.
    assert len({request.headers["x-request-id"] for request in service.asked}) == 1


def test_the_services_own_time_to_come_back_is_kept(says, problem):
    service = says(problem(429, headers={"retry-after": "2"}), ALIVE)
    service.client().livez()
    assert service.waits == [2.0]


def test_who_is_told_to_come_back_much_later_is_told_so(says, problem):
    service = says(problem(429, headers={"retry-after": "60"}))
    with pytest.raises(TooManyRequests) as told:
        service.client().livez()
    assert (told.value.retry_after, len(service.asked)) == (60.0, 1)


def test_it_gives_up_in_the_end(says, problem):
    service = says(problem(503, "The live store is empty; run `patron score`."))
    with pytest.raises(Unavailable, match="patron score"):
        service.client(most=2).readyz()
    assert len(service.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 422, 500, 504])
def test_what_will_not_pass_is_asked_once(says, problem, status):
    service = says(problem(status))
    with pytest.raises(Exception, match=str(status)):
        service.client().churn("household:1")
    assert len(service.asked) == 1


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("x"), httpx.ConnectError("x"), 429, 503])
def test_a_contact_is_asked_for_once_only(says, problem, failure):
    service = says(problem(failure) if isinstance(failure, int) else failure)
    with pytest.raises((NoAnswer, TooManyRequests, Unavailable)):
        service.client().next_best_offer("household:1", contact=True)
    assert len(service.asked) == 1
    with pytest.raises((NoAnswer, TooManyRequests, Unavailable)):
        service.client().next_best_offer("household:1")
    assert len(service.asked) == 5


def test_no_answer_says_what_happened_and_by_which_id(says):
    service = says(httpx.ReadTimeout("x"))
    with pytest.raises(NoAnswer) as told:
        service.client(most=0).livez()
    assert told.value.reason == "http://patron.example gave no answer in time."
    assert told.value.request_id == service.asked[0].headers["x-request-id"]


def test_the_id_that_the_service_says_is_told(says, problem):
    service = says(problem(404, headers={"x-request-id": "call-7"}))
    with pytest.raises(NotFound) as told:
        service.client().churn("household:0")
    assert told.value.request_id == "call-7"


def test_the_key_is_sent_and_never_shown(says, problem):
    service = says(problem(401))
    client = service.client(KEY)
    with pytest.raises(Exception, match="401") as told:
        client.livez()
    assert service.asked[0].headers["authorization"] == f"Bearer {KEY}"
    shown = [repr(client), repr(client._to), str(client), repr(told.value), str(told.value)]
    shown += [repr(vars(client)), repr(vars(client._to)), repr(vars(told.value))]
    assert not any("secret" in text for text in shown)


def test_a_redirect_takes_the_key_nowhere(says):
    service = says(httpx.Response(302, headers={"location": "http://evil.example/"}))
    with pytest.raises(Exception, match="302"):
        service.client(KEY).livez()
    assert {request.url.host for request in service.asked} == {"patron.example"}


@pytest.mark.parametrize(
    "url", ["", "localhost:3000", "ftp://x", "http://", "http://a:b@host", "http://host/?key=1"]
)
def test_an_address_that_cannot_be_meant_is_refused(url):
    with pytest.raises(ConfigError, match="service's address must be"):
        Client(url)


@pytest.mark.parametrize("key", ["", "a b", "a\nb", "ä"])
def test_a_key_that_cannot_be_one_is_refused_and_not_repeated(key):
    with pytest.raises(ConfigError, match="must be one word") as told:
        Client(key=key)
    assert not key or key not in str(told.value)
