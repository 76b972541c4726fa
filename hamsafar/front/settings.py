"""Settings of one node. Every value a ministry may change is an environment variable."""

from __future__ import annotations

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from hamsafar.front import logs, nodes
from hamsafar.front.embedded import Server
from hamsafar.kit.keys import KeyStore, Purpose

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
BUILD = BASE_DIR / ".build"  # what the launcher builds from the sources: assets, stamps
NODE = nodes.this_node(os.environ)
VAR = NODE.folder  # what this node knows: database, keys, sign-ins
PACK = Path(env("HAMSAFAR_PACK", default=str(BASE_DIR / "corridors" / "tj-ru")))
THIS_SIDE = NODE.side.key
KEYS = VAR / "keys"
# The examination centre runs as a process of its own, with a database role, sessions and keys of its own.
IS_CENTRE = env.bool("HAMSAFAR_CENTRE", default=False)
CENTRE_KEYS = VAR / "centre" / "keys"
CENTRE_URL = env("HAMSAFAR_CENTRE_URL", default="")
EMAIL = env("HAMSAFAR_EMAIL", default="")  # smtp+tls://USER:PASSWORD@HOST:587; without it mail goes into the outbox
if EMAIL:
    globals().update(environ.Env.email_url_config(EMAIL))
EMAIL_TIMEOUT = 20  # seconds
EMAIL_DOMAIN = env("HAMSAFAR_EMAIL_DOMAIN", default="hamsafar.invalid")
DEFAULT_FROM_EMAIL = env("HAMSAFAR_EMAIL_FROM", default=f"no-reply@{EMAIL_DOMAIN}")
SMS_GATEWAY = env("HAMSAFAR_SMS", default="")  # see `notices.senders`; without it SMS go into the outbox
SCANNER = env("HAMSAFAR_SCANNER", default="")  # who searches stored files for malware, clamd:ADDRESS; nobody if empty
LINKAGE_BACKEND = env("HAMSAFAR_LINKAGE", default="duckdb")  # where Splink runs, a key of `journeys.linkage.BACKENDS`
TRIP_REGISTER = env(
    "HAMSAFAR_TRIP_REGISTER", default=""
)  # a class that asks a state register, `docs/reference/check-register.md`
EXCHANGE_CA = env("HAMSAFAR_EXCHANGE_CA", default="")  # a file of the authority that vouches for the other node

PRODUCTION = env.bool("HAMSAFAR_PRODUCTION", default=False)
DEBUG = False
SECRET_KEY = (
    env("SECRET_KEY") if PRODUCTION else env("SECRET_KEY", default=f"for-this-machine-only-{THIS_SIDE}-" + "k" * 40)
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])

INSTALLED_APPS = [
    "hamsafar.front",
    "hamsafar.meetings",
    "hamsafar.programmes",
    "hamsafar.figures",
    "hamsafar.incidents",
    "hamsafar.documents",
    "hamsafar.medical",
    "hamsafar.recruitment",
    "hamsafar.journeys",
    "hamsafar.papers",
    "hamsafar.appointments",
    "hamsafar.exchange",
    "hamsafar.notices",
    "hamsafar.files",
    "hamsafar.accounts",
    "hamsafar.corridor",
    "hamsafar.ledger",
    "hamsafar.kit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "hamsafar.front.middleware.one_line_a_request",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "hamsafar.front.middleware.officer_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hamsafar.front.middleware.RefusalPage",
]
ROOT_URLCONF = "hamsafar.front.centre_urls" if IS_CENTRE else "hamsafar.front.urls"
WSGI_APPLICATION = "hamsafar.front.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hamsafar.front.context.layout",
            ],
        },
    },
]
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "hamsafar.files.uploads.LockedUploads",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CSRF_FAILURE_VIEW = "hamsafar.front.errors.form_expired"
LOGGING = logs.configuration(env("HAMSAFAR_LOG", default="INFO" if PRODUCTION else "WARNING"))

EMBEDDED = None if NODE.database_url else Server(VAR / "pg")
if EMBEDDED is None:
    DATABASES = {"default": env.db_url_config(NODE.database_url)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "hamsafar.front.database",
            "NAME": "hamsafar",
            "USER": env("HAMSAFAR_DATABASE_ROLE", default=Server.user),
            "HOST": str(EMBEDDED.socket),
            "PORT": str(Server.port),
        }
    }
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": _VALIDATION + "UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username", "name")}},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front:home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # officers are known by a sign-in name; no address is kept
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "hamsafar.accounts.adapter.ClosedToSignUps"
_FORMS = "hamsafar.accounts.forms."
ACCOUNT_FORMS = {
    "login": _FORMS + "SignIn",
    "change_password": _FORMS + "ChangePassword",
    "reauthenticate": _FORMS + "ConfirmByPassword",
}
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser
MFA_ADAPTER = "hamsafar.accounts.adapter.SecondFactor"
MFA_FORMS = {
    "authenticate": _FORMS + "EnterCode",
    "reauthenticate": _FORMS + "ConfirmByCode",
    "activate_totp": _FORMS + "AddApp",
    "add_webauthn": _FORMS + "AddPasskey",
    "edit_webauthn": _FORMS + "RenamePasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

MFA_TOTP_ISSUER = "Hamsafar"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # browsers treat localhost as safe without TLS
# Attempts to sign in are counted for all processes of the node together; the table is made by a migration of accounts.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("tg", _("Tajik"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default=NODE.side.time_zone)

STATIC_URL = "/static/"
STATIC_ROOT = BUILD / "static"
STATICFILES_DIRS = [BUILD / "assets"] if (BUILD / "assets").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("woff2", "png", "ttf", "wasm", "ico")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Browsers do not part cookies by port: on a machine with two nodes each has names of its own.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"session_{THIS_SIDE}", f"csrf_{THIS_SIDE}"
if IS_CENTRE:
    # Signed with a key that no other process has: who writes into the node's database makes no session here.
    SECRET_KEY = KeyStore(CENTRE_KEYS).wrapper(Purpose.CENTRE_SESSIONS).hex()
    SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"centre_{THIS_SIDE}", f"centre_csrf_{THIS_SIDE}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
X_FRAME_OPTIONS = "DENY"
