# Sensitive marks travel with values.

variable "secret" {
  type      = string
  default   = "s3cret"
  sensitive = true
}
variable "secrets" {
  type      = map(object({ user = string, password = string }))
  sensitive = true
  default   = { a = { user = "u", password = "p" } }
}

locals {
  wrapped = { plain = "x", secret = var.secret }
}

resource "terraform_data" "all" {
  input = {
    itself      = var.secret
    template    = "a-${var.secret}"
    wrapped     = local.wrapped
    plain       = local.wrapped.plain
    secret      = local.wrapped.secret
    length      = length(var.secret)
    list        = [var.secret, "x"]
    upper       = upper(var.secret)
    nonsense    = nonsensitive(var.secret)
    comparison  = var.secret == "x"
    conditional = var.secret == "x" ? 1 : 2
    keys        = nonsensitive(keys(var.secrets))
    member      = var.secrets["a"].user
    loop        = [for key, value in var.secrets : value.user]
    loop_inner  = [for item in [var.secret, "b"] : item]
    object      = { for item in ["k"] : item => var.secret }
    json        = jsonencode(local.wrapped)
    merged      = merge({ a = 1 }, { b = var.secret })
    joined      = join("-", ["a", var.secret])
    set         = toset(["a", var.secret])
    marked      = sensitive("x")
    tried       = try(var.secrets["z"].user, "none")
    unknown     = "${var.secret}${terraform_data.seed.id}"
  }
}

resource "terraform_data" "seed" {}

resource "terraform_data" "each" {
  for_each = nonsensitive(toset(keys(var.secrets)))
  input    = var.secrets[each.key].password
}
