"""What the arguments of the commands name. CommandError with a sentence where there is none."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandError

from organizations.models import Municipality, User


def content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unopened(path, error) from error


def unopened(path: Path, error: OSError) -> CommandError:
    return CommandError(f"ファイル「{path}」を開けません（{error.strerror}）。")


def municipality_of(code: str) -> Municipality:
    found: Municipality | None = Municipality.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"団体コード「{code}」の自治体がありません。6桁で指定してください。")
    return found


def user_of(username: str | None) -> User | None:
    """Nobody where none is named: the record then says that it was done on the command line."""
    if username is None:
        return None
    found: User | None = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"利用者「{username}」がいません。利用者名を確かめてください。")
    return found
