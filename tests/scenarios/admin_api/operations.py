#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calls every operation of the OpenAPI document by every role with curl, and holds the answers against the document.

usage: operations.py URL ICCID ROLE=TOKEN…    ends with 1, and says which, if one is not as the document has it
"""
import json
import re
import subprocess
import sys

url, iccid = sys.argv[1:3]
tokens = dict(argument.split('=', 1) for argument in sys.argv[3:])
document = json.loads(subprocess.run(['curl', '-sS', url + '/openapi.json'], capture_output=True, check=True).stdout)
faults = []

# Bodies that are well formed, and change nothing that a later call needs.
BODIES = {
    'login': {'name': 'nobody', 'password': 'no password at all'},
    'useLink': {'token': 'none', 'password': 'no password at all'},
    'addUser': {'name': 'no name', 'role': 'auditor'},
    'changeUser': {'disabled': True},
    'addToken': {'account': 'nobody', 'title': 'none', 'days': 1},
    'addProfile': {'source': 'none', 'metadata': {'serviceProviderName': 'a', 'profileName': 'b'}},
    'orderProfile': {'profileType': 'there is none'},
    'cancelProfile': {'final': 'available'},
    'resendOutbox': {'destination': 'nobody'},
    'changeOperator': {'disabled': False},
    'addOperatorCertificate': {'certificate': 'none'},
    'addType': {'name': 'none', 'source': 'none', 'metadata': {'serviceProviderName': 'a', 'profileName': 'b'}},
    'addSubscriber': {'profileType': 'there is none'},
    'addEvent': {'eid': 'none', 'eventId': 'A', 'rspServerAddress': 'smdp.example.com'},
    'makeBatch': {'name': 'none', 'profileType': 'there is none', 'count': 1},
    'orderFleet': {'name': 'none', 'csv': 'eid'},
    'actOnProfiles': {'action': 'renew', 'iccids': ['none']},
}
PATHS = {'iccid': iccid}


def fits(value, schema):
    if '$ref' in schema:
        schema = document['components']['schemas'][schema['$ref'].rsplit('/', 1)[1]]
    kind = schema['type']
    if kind == 'object':
        known = schema.get('properties')
        return isinstance(value, dict) and all(name in value for name in schema.get('required', [])) and (
            known is None or all(name in known and fits(member, known[name]) for name, member in value.items()))
    if kind == 'array':
        return isinstance(value, list) and all(fits(member, schema['items']) for member in value)
    python = {'string': str, 'integer': int, 'boolean': bool}[kind]
    return type(value) is python and value in schema.get('enum', [value])


def call(method, path, token, body):
    command = ['curl', '-sS', '-m', '20', '-X', method, '-w', '\n%{http_code} %{content_type}', url + path,
               '-H', 'X-Provisim-Request: 1']
    if token:
        command += ['-H', 'Authorization: Bearer ' + token]
    if body is not None:
        command += ['-H', 'Content-Type: application/json', '-d', json.dumps(body)]
    text, last = subprocess.run(command, capture_output=True, check=True, text=True).stdout.rsplit('\n', 1)
    status, _, kind = last.partition(' ')
    return int(status), kind, text


def judge(method, path, operation, role):
    name = operation['operationId']
    body = BODIES.get(name, {}) if 'requestBody' in operation else None
    filled = re.sub(r'{(\w+)}', lambda match: PATHS.get(match[1], 'nobody'), path)
    needed = [one['name'] for one in operation.get('parameters', []) if one['in'] == 'query' and one.get('required')]
    filled += '?' * bool(needed) + '&'.join(name + '=none' for name in needed)
    status, kind, text = call(method.upper(), filled, tokens.get(role), body)
    may = not operation['x-roles'] or role in operation['x-roles']
    where = '%s %s by %s: %d %s' % (method, path, role, status, text[:200])
    if not operation['x-roles'] and 'security' not in operation:
        faults.append(where + ': nobody may, and the document says that somebody must')
    if not role in tokens and operation['x-roles']:
        if status != 401:
            faults.append(where + ': without a token')
    elif not may and status != 403:
        faults.append(where + ': the role should not')
    elif may and (status in (400, 403, 405, 415, 421) or status >= 500):
        faults.append(where + ': the role should')
    if status >= 400 and (kind != 'application/problem+json' or
                          not fits(json.loads(text), document['components']['schemas']['Problem'])):
        faults.append(where + ': no problem of the document')
    answer = operation['responses'].get(str(status)) if status < 400 else None
    if status < 400 and answer is None:
        faults.append(where + ': a status that is not in the document')
    elif answer and 'content' in answer:
        want, = answer['content']
        if kind != want or (want == 'application/json' and not fits(json.loads(text), answer['content'][want]['schema'])):
            faults.append(where + ': another answer than the document has')


count = 0
for path, operations in document['paths'].items():
    for method, operation in operations.items():
        for role in ['nobody', 'operator', 'support', 'auditor']:
            judge(method, path, operation, role)
            count += 1
print('%d calls' % count)
print('\n'.join(faults))
sys.exit(1 if faults or count < 80 else 0)
