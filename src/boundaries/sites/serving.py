"""The WSGI application of the site that this process was prepared for."""

from django.core.wsgi import get_wsgi_application

from boundaries.sites.running import settle

application = get_wsgi_application()
settle()
