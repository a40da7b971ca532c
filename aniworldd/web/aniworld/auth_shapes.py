"""What the calls of `/api/auth` take and answer."""

from typing import Annotated, Literal

from pydantic import Field

from aniworldd.model.account import Role
from aniworldd.web.replies import Answer
from aniworldd.web.request import Body, Within

# longer ones are judged, and refused, with a sentence of their own
Password = Annotated[str, Field(max_length=8192)]
Name = Annotated[str, Field(max_length=200)]


class Setup(Body):
    master_password: Password
    anime_directory: Annotated[str, Field(max_length=4096)] | None = None
    username: Name | None = None
    setup_token: Annotated[str, Field(max_length=200)] | None = None


class Login(Body):
    password: Password
    username: Name = ""
    remember: bool = False


class ChangePassword(Body):
    old_password: Password
    new_password: Password


class NewUser(Body):
    username: Name
    password: Password
    role: Role = Role.USER


class ChangedUser(Body):
    password: Password | None = None
    role: Role | None = None


class NewKey(Body):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    role: Role = Role.VIEWER
    expires_in_days: Annotated[int, Within(1, 3650)] | None = None


class SetUp(Answer):
    status: Literal["ok"]
    success: Literal[True]
    restart_required: bool


class Entry(Answer):
    access_token: str
    token: str
    token_type: Literal["bearer"]
    expires_at: str
    expires_in: int
    success: Literal[True]


class Success(Answer):
    status: str
    success: Literal[True]
    message: str


class Status(Answer):
    configured: bool
    authenticated: bool
    token_valid: bool
    username: str | None
    role: Role | None


class User(Answer):
    id: str
    username: str
    role: Role
    created_at: str


class SessionRow(Answer):
    id: str
    username: str
    created_at: str
    expires_at: str
    remember: bool
    client: str
    current: bool


class Key(Answer):
    id: str
    username: str
    name: str
    role: Role
    created_at: str
    expires_at: str | None
    used_at: str | None


class MadeKey(Key):
    key: str
