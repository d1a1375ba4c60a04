"""Does with Okta's own Python SDK what a foreign script would do with an org, and prints what it found as JSON.

Usage: python_sdk.py ORG_URL TOKEN

Every answer is parsed by the SDK's models, so that a missing or mistyped member fails.
"""

import asyncio
import json
import sys

import okta.models as m
from okta.client import Client
from okta.pagination import PaginationHelper

ORG_URL, TOKEN = sys.argv[1:3]


def ok(outcome):
    """The result of a call; the SDK gives its errors back instead of raising them."""
    result, error = outcome[0], outcome[-1]
    if error is not None:
        raise RuntimeError(f"{error}")
    return result


def failure(outcome):
    """Okta's error code of a call that must fail."""
    error = outcome[-1]
    if error is None:
        raise RuntimeError("the call did not fail")
    return getattr(error, "error_code", str(error))


async def pages(call, **query):
    """All items of a list, by the links that the answers give, with how many calls it took."""
    items, after, calls = [], None, 0
    while True:
        found, response, error = await call(after=after, **query)
        if error is not None:
            raise RuntimeError(f"{error}")
        items += found
        calls += 1
        after = PaginationHelper.extract_next_cursor(response.headers)
        if after is None:
            return items, calls


async def directory(client):
    named = m.OktaUserGroupProfile(name="Interop", description="x")
    group = ok(await client.add_group(m.AddGroupRequest(profile=named)))
    profile = m.UserProfile(first_name="Ida", last_name="Interop", email="ida@example.com", login="ida@example.com")
    user = ok(await client.create_user(m.CreateUserRequest(profile=profile)))
    ok(await client.assign_user_to_group(group.id, user.id))
    members = ok(await client.list_group_users(group.id))
    searched = ok(await client.list_groups(search='profile.name eq "Interop"'))
    users, calls = await pages(client.list_users, limit=10)
    found = {
        "members": [member.profile.login for member in members],
        "searched": [item.profile.actual_instance.name for item in searched],
        "users": len(users),
        "pages": calls,
        "twice": failure(await client.create_user(m.CreateUserRequest(profile=profile))),
    }
    ok(await client.unassign_user_from_group(group.id, user.id))
    ok(await client.delete_group(group.id))
    ok(await client.delete_user(user.id))
    ok(await client.delete_user(user.id))
    return found


async def application(client):
    settings = m.OpenIdConnectApplicationSettings(
        oauth_client=m.OpenIdConnectApplicationSettingsClient(
            application_type="native",
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            redirect_uris=["http://127.0.0.1:3128/oauth/callback"],
        )
    )
    credentials = m.OAuthApplicationCredentials(
        oauth_client=m.ApplicationCredentialsOAuthClient(token_endpoint_auth_method="none", pkce_required=True)
    )
    body = m.OpenIdConnectApplication(
        name="oidc_client", label="Interop", sign_on_mode="OPENID_CONNECT", settings=settings, credentials=credentials
    )
    app = ok(await client.create_application(body))
    body.label = "Interop renamed"
    renamed = ok(await client.replace_application(app.id, body))
    [group] = ok(await client.list_groups(q="Kiro Team"))
    ok(await client.assign_group_to_application(app.id, group.id, m.ApplicationGroupAssignment(priority=0)))
    groups = ok(await client.list_application_group_assignments(app.id))
    users = ok(await client.list_application_users(app.id))
    apps = ok(await client.list_applications(q="Interop"))
    found = {
        "type": type(renamed).__name__,
        "client": renamed.credentials.oauth_client.client_id == app.id,
        "groups": len(groups),
        "users": len(users),
        "apps": [item.label for item in apps],
    }
    await delete_app(client, app)
    return {**found, "gone": failure(await client.get_application(app.id))}


async def authorization_server(client):
    server = ok(
        await client.create_authorization_server(
            m.AuthorizationServer(name="Interop", description="x", audiences=["api://interop"])
        )
    )
    ok(await client.create_o_auth2_scope(server.id, m.OAuth2Scope(name="a:read", consent="IMPLICIT")))
    scopes = ok(await client.list_o_auth2_scopes(server.id))
    policy = ok(
        await client.create_authorization_server_policy(
            server.id,
            m.AuthorizationServerPolicy(
                type="OAUTH_AUTHORIZATION_POLICY",
                name="Interop",
                description="x",
                priority=1,
                conditions=m.AuthorizationServerPolicyConditions(
                    clients=m.ClientPolicyCondition(include=["ALL_CLIENTS"])
                ),
            ),
        )
    )
    rule = m.AuthorizationServerPolicyRuleRequest(
        name="Interop",
        type="RESOURCE_ACCESS",
        priority=1,
        conditions=m.AuthorizationServerPolicyRuleConditions(
            people=m.AuthorizationServerPolicyPeopleCondition(
                groups=m.AuthorizationServerPolicyRuleGroupCondition(include=["EVERYONE"])
            ),
            grant_types=m.GrantTypePolicyRuleCondition(include=["authorization_code"]),
            scopes=m.OAuth2ScopesMediationPolicyRuleCondition(include=["a:read"]),
        ),
        actions=m.AuthorizationServerPolicyRuleActions(
            token=m.TokenAuthorizationServerPolicyRuleAction(access_token_lifetime_minutes=60)
        ),
    )
    ok(await client.create_authorization_server_policy_rule(server.id, policy.id, rule))
    rules = ok(await client.list_authorization_server_policy_rules(server.id, policy.id))
    policies = ok(await client.list_authorization_server_policies(server.id))
    servers = ok(await client.list_authorization_servers(q="Interop"))
    found = {
        "issuer": server.issuer == f"{ORG_URL}/oauth2/{server.id}",
        "scope": "a:read" in [scope.name for scope in scopes],
        "policies": [item.name for item in policies],
        "rules": [item.actions.token.access_token_lifetime_minutes for item in rules],
        "servers": [item.name for item in servers],
    }
    ok(await client.deactivate_authorization_server(server.id))
    ok(await client.delete_authorization_server(server.id))
    return found


async def catalog_app(client, name):
    """The SDK's models leave out the name that makes it one, so it is sent as the SDK sends everything."""
    body = {"name": name, "label": "Interop SCIM", "signOnMode": "SAML_2_0", "settings": {"app": {}}}
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    executor = client.get_request_executor()
    request, error = await executor.create_request("POST", f"{ORG_URL}/api/v1/apps", body, headers)
    if error is not None:
        raise RuntimeError(f"{error}")
    _, answer, error = await executor.execute(request)
    if error is not None:
        raise RuntimeError(f"{error}")
    return ok(await client.get_application(json.loads(answer)["id"]))


async def delete_app(client, app):
    ok(await client.deactivate_application(app.id))
    ok(await client.delete_application(app.id))


async def connection(client):
    """Of an app that the API serves: the UNKNOWN of all others is a value that the SDK's model does not know."""
    app = await catalog_app(client, "okta_org2org")
    found = ok(await client.get_default_provisioning_connection_for_application(app.id))
    await delete_app(client, app)
    return found.status


async def provisioning(client):
    app = await catalog_app(client, "amazon_aws_sso")
    mappings = ok(await client.list_profile_mappings(target_id=app.id))
    mapping = ok(await client.get_profile_mapping(mappings[0].id))
    [group] = ok(await client.list_groups(q="Kiro Team"))
    request = m.CreateGroupPushMappingRequest(source_group_id=group.id, target_group_name="Interop")
    # Okta answers 200 where its OpenAPI document says 201 (recorded), and the SDK then gives no mapping back.
    ok(await client.create_group_push_mapping(app.id, request))
    [pushed] = listed = ok(await client.list_group_push_mappings(app.id))
    ok(await client.update_group_push_mapping(app.id, pushed.id, m.UpdateGroupPushMappingRequest(status="INACTIVE")))
    ok(await client.delete_group_push_mapping(app.id, pushed.id, True))
    events = ok(await client.list_log_events(filter=f'target.id eq "{app.id}"', since="2026-01-01T00:00:00.000Z"))
    found = {
        "mapped": "department" in mapping.properties,
        "connection": await connection(client),
        "pushed": [item.status for item in listed],
        "events": sorted({event.event_type for event in events}),
    }
    await delete_app(client, app)
    return found


async def main():
    config = {"orgUrl": ORG_URL, "token": TOKEN, "cache": {"enabled": False}}
    async with Client(config) as client:
        found = {
            "directory": await directory(client),
            "application": await application(client),
            "authorizationServer": await authorization_server(client),
            "provisioning": await provisioning(client),
        }
    print(json.dumps(found))


asyncio.run(main())
