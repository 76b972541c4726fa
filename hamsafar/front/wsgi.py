"""What the web server calls."""

from django.core.wsgi import get_wsgi_application

from hamsafar.front.sweeping import sweep_seldom

application = get_wsgi_application()
sweep_seldom()
