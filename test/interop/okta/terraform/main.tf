# What the guide asks of an org, as its admins would write it for Terraform.
terraform {
  required_providers {
    okta = {
      source = "okta/okta"
    }
  }
}

variable "org_url" {
  type = string
}

# Replaced by the test's second run.
variable "text" {
  type    = string
  default = "first"
}

variable "consent" {
  type    = string
  default = "IMPLICIT"
}

# The provider speaks plain HTTP to a proxy only.
provider "okta" {
  org_name   = "sandbox"
  base_url   = "okta.com"
  http_proxy = var.org_url
}

data "okta_group" "users" {
  name = "Kiro Users"
}

data "okta_group" "team" {
  name = "Kiro Team"
}

data "okta_user_profile_mapping_source" "user" {}

resource "okta_app_oauth" "kiro" {
  label                      = "Kiro-OIDC"
  type                       = "native"
  grant_types                = ["authorization_code", "refresh_token"]
  response_types             = ["code"]
  redirect_uris              = ["http://127.0.0.1:3128/oauth/callback", "kiro://${var.text}/callback"]
  token_endpoint_auth_method = "none"
  pkce_required              = true
}

resource "okta_app_group_assignments" "sign_in" {
  app_id = okta_app_oauth.kiro.id
  group {
    id = data.okta_group.users.id
  }
}

resource "okta_auth_server" "kiro" {
  name        = "Kiro"
  description = var.text
  audiences   = ["api://kiro"]
}

resource "okta_auth_server_scope" "kiro" {
  for_each       = toset(["codewhisperer:completions", "codewhisperer:conversations"])
  auth_server_id = okta_auth_server.kiro.id
  name           = each.key
  consent        = var.consent
}

resource "okta_auth_server_policy" "kiro" {
  auth_server_id   = okta_auth_server.kiro.id
  name             = "Kiro"
  description      = var.text
  priority         = 1
  client_whitelist = [okta_app_oauth.kiro.client_id]
}

resource "okta_auth_server_policy_rule" "kiro" {
  auth_server_id                = okta_auth_server.kiro.id
  policy_id                     = okta_auth_server_policy.kiro.id
  name                          = "Kiro"
  priority                      = 1
  grant_type_whitelist          = ["authorization_code"]
  scope_whitelist               = ["codewhisperer:completions", "codewhisperer:conversations", "offline_access"]
  group_whitelist               = ["EVERYONE"]
  access_token_lifetime_minutes = var.text == "first" ? 60 : 30
  depends_on                    = [okta_auth_server_scope.kiro]
}

resource "okta_app_saml" "scim" {
  label             = "AWS IAM Identity Center (Kiro)"
  preconfigured_app = "amazon_aws_sso"
  app_settings_json = jsonencode({ acsURL = "https://example.com/acs", entityID = "https://example.com/entity" })
}

resource "okta_app_group_assignments" "provisioning" {
  app_id = okta_app_saml.scim.id
  group {
    id = data.okta_group.users.id
  }
}

resource "okta_profile_mapping" "scim" {
  source_id          = data.okta_user_profile_mapping_source.user.id
  target_id          = okta_app_saml.scim.id
  delete_when_absent = true
  mappings {
    id         = "displayName"
    expression = "user.displayName"
  }
  mappings {
    id         = "email"
    expression = "user.email"
  }
}

resource "okta_push_group" "team" {
  app_id                         = okta_app_saml.scim.id
  source_group_id                = data.okta_group.team.id
  target_group_name              = "Kiro Team"
  status                         = "ACTIVE"
  delete_target_group_on_destroy = false
}
