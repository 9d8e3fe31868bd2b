"""The API: endpoints, the forms of their answers, and the OpenAPI document of both."""
