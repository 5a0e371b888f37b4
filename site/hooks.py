"""Hooks of MkDocs: the pages are Markdown as GitHub renders it, with links to files of the repository.

* The navigation is docs/index.md: a section for each heading, a page for each link of its list.
* A file outside of docs/ to which a page links becomes a page: Markdown as it is, another file or a folder as its source.
* `Name` in a page becomes a link to the Javadoc, if a public type has this name.
"""

import html
import json
import pathlib
import posixpath
import re

from markdown_it import MarkdownIt
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Section
from mkdocs.structure.toc import get_toc
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.util import ClassNotFound

ROOT = pathlib.Path(__file__).resolve().parent.parent
API = ROOT / 'target' / 'api'
MARKDOWN = MarkdownIt('commonmark', {'html': True}).enable('table').enable('strikethrough')
# A page of a folder shows its files, unless there are more.
SHOWN_FILES = 40

sources = {}  # the path in the repository of each page, by the path that MkDocs has for it
pages = {}  # the reverse
generated = {}  # the Markdown of the pages that have no file
types = {}  # the page of the Javadoc, by the name of the type


# -- files -------------------------------------------------------------------------------------------------------------

def files_of(path):
    """The files in a file or folder of the repository, without what builds have made."""
    start = ROOT / path
    found = [start] if start.is_file() else start.rglob('*')
    relative_paths = sorted(file.relative_to(ROOT) for file in found if file.is_file())
    return [file.as_posix() for file in relative_paths if 'target' not in file.parts]


def targets(repository_path):
    """The paths in the repository to which a page has links, with their texts."""
    folder = posixpath.dirname(repository_path)
    for token in MARKDOWN.parse((ROOT / repository_path).read_text()):
        for child in token.children or []:
            href = child.attrGet('href') if child.type == 'link_open' else child.attrGet('src')
            if href and not is_external(href) and not href.startswith('#'):
                yield posixpath.normpath(posixpath.join(folder, href.split('#')[0]))


def is_external(href):
    return re.match(r'[a-z]+:', href) is not None


def source_page(path):
    """Markdown that shows a file, or the files of a folder."""
    files = files_of(path)
    if not files:
        raise PluginError(f'a page has a link to {path}, which is not in the repository')
    text = [f'# {path}\n']
    for file in files:
        name = posixpath.relpath(file, path) if file != path else ''
        if len(files) > SHOWN_FILES:
            text.append(f'* {name}')
            continue
        content = (ROOT / file).read_bytes()
        if name:
            text.append(f'## {name}\n')
        if b'\0' in content:
            text.append(f'{len(content)} bytes\n')
        else:
            text.append(f'````````{posixpath.basename(file)}\n{content.decode()}\n````````\n')
    return '\n'.join(text)


def on_files(files, config):
    for file in files:
        sources[file.src_uri] = f'docs/{file.src_uri}'
    waiting = [source for source in sources.values() if source.endswith('.md')]
    seen = set(sources.values())
    while waiting:
        for path in targets(waiting.pop()):
            if path in seen or path == 'README.md':
                continue
            seen.add(path)
            if path.endswith('.md') and (ROOT / path).is_file():
                uri = path if '/' not in path else f'repository/{path}'
                waiting.append(path)
            else:
                uri = f'repository/{path}.md'
                generated[uri] = source_page(path)
            sources[uri] = path
            file = File(uri, str(ROOT), config['site_dir'], False)
            file.abs_src_path = str(ROOT / path)
            files.append(file)
    style = File('parley.css', str(ROOT / 'site'), config['site_dir'], False)
    files.append(style)
    pages.update({source: uri for uri, source in sources.items()})
    pages['README.md'] = 'index.md'
    config['nav'] = navigation()
    return files


def on_page_read_source(page, config):
    return generated.get(page.file.src_uri)


# -- navigation --------------------------------------------------------------------------------------------------------

def navigation():
    tokens = MARKDOWN.parse((ROOT / 'docs' / 'index.md').read_text())
    entries = [{'Parley': 'index.md'}]
    for token, before in zip(tokens[1:], tokens):
        if before.type == 'heading_open' and before.tag == 'h2':
            entries.append({token.content: []})
        elif token.type == 'inline' and len(entries) > 1:
            section = next(iter(entries[-1].values()))
            path = None
            for child in token.children:
                if child.type == 'link_open' and not is_external(child.attrGet('href')):
                    path = posixpath.normpath(posixpath.join('docs', child.attrGet('href')))
                elif path and child.type == 'text':
                    section.append({child.content[0].upper() + child.content[1:]: pages[path]})
                    path = None
    return entries


def on_nav(nav, config, files):
    for page in [file.page for file in files.documentation_pages()]:
        page.render = lambda config, files, page=page: render(page, files)
    for item in nav.items:
        if isinstance(item, Section) and item.title == 'Reference':
            link = Link('Javadoc', 'api/index.html')
            link.parent = item
            item.children.append(link)
    return nav


def search_index(kind):
    """The entries of an index that the Javadoc has for its own search."""
    text = (API / f'{kind}-search-index.js').read_text()
    return json.loads(text[text.index('['):text.rindex(']') + 1])


def read_types():
    modules = {entry['l']: entry['m'] for entry in search_index('package') if 'm' in entry}
    for entry in search_index('type'):
        if 'p' in entry:
            package, name = entry['p'], entry['l']
            target = f'api/{modules[package]}/{package.replace(".", "/")}/{name}.html'
            types[f'{package}.{name}'] = target
            # Two types have this name: no link.
            types[name] = None if name in types else target


# -- pages -------------------------------------------------------------------------------------------------------------

def text_of(inline):
    return ''.join(child.content for child in inline.children if child.type in ('text', 'code_inline'))


def slug(heading, used):
    """The anchor that GitHub gives to a heading."""
    base = re.sub(r'[^\w\- ]', '', heading.strip().lower()).replace(' ', '-')
    anchor, number = base, 0
    while anchor in used:
        number += 1
        anchor = f'{base}-{number}'
    used.add(anchor)
    return anchor


def relative(page, uri):
    return posixpath.relpath(uri, posixpath.dirname(page.file.url) or '.')


def link_to(page, href, files):
    """The link in the site that a link of the repository becomes."""
    if is_external(href) or href.startswith('#'):
        return href
    path, _, anchor = href.partition('#')
    folder = posixpath.dirname(sources[page.file.src_uri])
    target = pages.get(posixpath.normpath(posixpath.join(folder, path)))
    if target is None:
        raise PluginError(f'{sources[page.file.src_uri]}: the link {href} leads to nothing')
    return relative(page, files.src_uris[target].url) + (f'#{anchor}' if anchor else '')


def title_of(page, text):
    """The text of a link: the title of the page instead of the name of its file."""
    target = pages.get(posixpath.normpath(posixpath.join(posixpath.dirname(sources[page.file.src_uri]), text)))
    if not text.endswith('.md') or target in generated or target is None:
        return text
    source = 'docs/index.md' if target == 'index.md' else next(path for path, uri in pages.items() if uri == target)
    return (ROOT / source).read_text().split('\n', 1)[0].lstrip('# ')


def code_block(token):
    try:
        name = token.info.strip()
        lexer = get_lexer_for_filename(name, token.content) if '.' in name else get_lexer_by_name(name or 'text')
    except ClassNotFound:
        lexer = get_lexer_by_name('text')
    return highlight(token.content, lexer, HtmlFormatter(cssclass='highlight', wrapcode=True))


def type_link(page, name):
    target = types.get(name)
    code = f'<code>{html.escape(name)}</code>'
    return f'<a href="{relative(page, target)}">{code}</a>' if target else code


def render(page, files):
    tokens = MARKDOWN.parse(page.markdown)
    used, headings, shown = set(), [], []
    for token, following in zip(tokens, tokens[1:] + [None]):
        if token.type == 'heading_open':
            name = text_of(following)
            anchor = slug(name, used)
            token.attrSet('id', anchor)
            headings.append({'level': int(token.tag[1]), 'id': anchor, 'name': html.escape(name), 'children': []})
        elif token.type == 'heading_close':
            shown.append(f'<a class="headerlink" href="#{headings[-1]["id"]}" title="Permanent link">&para;</a>')
        elif token.type in ('fence', 'code_block'):
            shown.append(code_block(token))
            continue
        elif token.type == 'inline':
            in_link = False
            for child, text in zip(token.children, token.children[1:] + [None]):
                if child.type == 'link_open':
                    text.content = title_of(page, text.content)
                    child.attrSet('href', link_to(page, child.attrGet('href'), files))
                elif child.type == 'image':
                    child.attrSet('src', link_to(page, child.attrGet('src'), files))
                elif child.type == 'code_inline' and not in_link:
                    child.content = type_link(page, child.content)
                    child.type = 'html_inline'
                in_link = child.type == 'link_open' or in_link and child.type != 'link_close'
        shown.append(MARKDOWN.renderer.render([token], MARKDOWN.options, {}))
    page.content = ''.join(shown)
    page.toc = get_toc(tree(headings))
    if page.title is None:
        page.title = headings[0]['name'] if headings else page.file.name


def tree(headings):
    """The headings with those of a lower level as their children."""
    top, path = [], []
    for heading in headings:
        while path and path[-1]['level'] >= heading['level']:
            path.pop()
        (path[-1]['children'] if path else top).append(heading)
        path.append(heading)
    return top


def on_config(config):
    read_types()
    return config


