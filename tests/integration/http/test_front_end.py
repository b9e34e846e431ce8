"""What was built for browsers is read once, and serves both languages."""

from audiencia.http.front_end import FrontEnd


def test_each_template_is_compiled_once_for_all_languages(front_end: FrontEnd) -> None:
    front_end.warm()
    one, *others = front_end.languages.values()
    names = one.environment.list_templates(["html"])
    assert others and len(names) > 20
    for name in names:
        code = one.environment.get_template(name).root_render_func.__code__
        assert all(other.environment.get_template(name).root_render_func.__code__ is code for other in others)
