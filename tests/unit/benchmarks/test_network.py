"""The benchmark of the network sees whom a system call speaks to."""

from __future__ import annotations

import pytest

from benchmarks.vault.network import Spoken, spoken

V4 = 'sa_family=AF_INET, sin_port=htons({port}), sin_addr=inet_addr("{address}")'
V6 = (
    "sa_family=AF_INET6, sin6_port=htons({port}), sin6_flowinfo=htonl(0), "
    'inet_pton(AF_INET6, "{address}", &sin6_addr), sin6_scope_id=0'
)


def kinds(*lines: str) -> list[str]:
    return [one.kind for one in spoken(f"4711  {line}\n" for line in lines)]


@pytest.mark.parametrize(
    ("address", "port", "kind"),
    [
        ("127.0.0.1", 8000, "loopback"),
        ("127.3.2.1", 80, "loopback"),
        ("192.0.2.1", 80, "elsewhere"),
        ("0.0.0.0", 80, "elsewhere"),
        ("127.0.0.53", 53, "elsewhere"),
        ("10.0.0.2", 53, "elsewhere"),
    ],
)
def test_addresses_of_the_fourth_version(address: str, port: int, kind: str) -> None:
    line = f"connect(3, {{{V4.format(address=address, port=port)}}}, 16) = -1 ENETUNREACH (Network is unreachable)"
    assert kinds(line) == [kind]


@pytest.mark.parametrize(("address", "kind"), [("::1", "loopback"), ("2001:db8::1", "elsewhere"), ("::", "elsewhere")])
def test_addresses_of_the_sixth_version(address: str, kind: str) -> None:
    assert kinds(f'sendto(3, "x", 1, 0, {{{V6.format(address=address, port=443)}}}, 28) = 1') == [kind]


def test_what_stays_within_the_computer() -> None:
    assert kinds(
        'connect(5, {sa_family=AF_UNIX, sun_path="/run/x.sock"}, 110) = 0',
        "sendto(4, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20",
        'sendto(4, "without an address", 18, MSG_NOSIGNAL, NULL, 0) = 18',
        f"getsockname(3, {{{V4.format(address='192.0.2.7', port=1)}}}, [16]) = 0",
        "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3",
    ) == ["unix", "kernel"]


def test_a_call_that_is_still_under_way_and_one_that_names_several() -> None:
    one, two = (V4.format(address=address, port=9) for address in ("192.0.2.1", "127.0.0.1"))
    several = f"sendmmsg(7, [{{msg_hdr={{msg_name={{{one}}}}}}}, {{msg_hdr={{msg_name={{{two}}}}}}}], 2, 0) = 2"
    under_way = f"connect(3, {{{V4.format(address='192.0.2.9', port=443)}}}, 16 <unfinished ...>"
    assert kinds(several, under_way, "<... connect resumed>) = 0") == ["elsewhere", "loopback", "elsewhere"]


def test_a_datagram_socket_sends_nothing_by_being_given_an_address_but_all_that_follows_counts() -> None:
    there = V6.format(address="2001:db8::1", port=443)
    route = f"connect(18<UDPv6:[458203]>, {{{there}}}, 28) = 0"
    assert kinds(route, f"connect(18<TCPv6:[458203]>, {{{there}}}, 28) = 0") == ["route", "elsewhere"]
    assert kinds(
        'sendto(18<UDPv6:[[2001:db8::7]:33983->[2001:db8::1]:443]>, "x", 1, 0, NULL, 0) = 1',
        'sendto(4<UDP:[127.0.0.1:37247->192.0.2.1:9]>, "x", 1, 0, NULL, 0) = 1',
        'sendto(4<UDP:[127.0.0.1:37247->127.0.0.1:9]>, "x", 1, 0, NULL, 0) = 1',
        f'sendto(4<UDP:[127.0.0.1:3->127.0.0.1:9]>, "x", 1, 0, {{{V4.format(address="192.0.2.1", port=9)}}}, 16) = 1',
        f"sendmsg(18<UDPv6:[458203]>, {{msg_name={{{there}}}, msg_namelen=28}}, 0) = 1",
        'sendto(5<UNIX-STREAM:[1->2]>, "x", 1, 0, NULL, 0) = 1',
    ) == ["elsewhere", "elsewhere", "loopback", "elsewhere", "elsewhere"]


def test_the_address_and_the_port_are_told() -> None:
    line = f"9 connect(3, {{{V4.format(address='192.0.2.9', port=443)}}}, 16) = 0"
    assert list(spoken([line])) == [Spoken("connect", "AF_INET", "192.0.2.9", 443)]
