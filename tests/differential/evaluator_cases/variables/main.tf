# Values from every place that Terraform reads them from, in types that convert them.

variable "from_default" {
  type    = number
  default = "12"
}
variable "from_environment" { type = string }
variable "from_tfvars" { type = string }
variable "from_auto" { type = string }
variable "from_file" { type = string }
variable "from_option" { type = string }
variable "number_from_option" { type = number }
variable "bool_from_environment" { type = bool }
variable "list_from_option" { type = list(string) }
variable "map_from_environment" { type = map(number) }
variable "untyped_from_option" {}
variable "untyped_with_default" { default = ["a", 1] }
variable "any_list" {
  type    = list(any)
  default = [1, "a", true]
}
variable "nested" {
  type = map(object({
    size    = number
    label   = optional(string)
    flag    = optional(bool, true)
    inner   = optional(object({ a = optional(string, "x"), b = optional(list(string), ["y"]) }), {})
    numbers = optional(set(number), [3, 1, 2, 1])
  }))
  default = {
    one = { size = "1", extra = "dropped" }
    two = { size = 2, label = "l", flag = null, inner = { a = null, b = null }, numbers = ["2", 2] }
  }
}
variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}
variable "nullable" {
  type    = string
  default = "d"
}
variable "not_nullable" {
  type     = string
  default  = "d"
  nullable = false
}
variable "null_default" {
  type    = list(string)
  default = null
}
variable "objects" {
  type    = list(object({ a = string, b = optional(number) }))
  default = [{ a = 1 }, { a = "x", b = "7" }]
}
variable "any_map" {
  type    = map(any)
  default = { a = { x = 1 }, b = { x = 2 } }
}
variable "old_style" {
  type    = map
  default = { a = "b" }
}
variable "unicode" {
  type    = string
  default = "é ☃"
}

resource "terraform_data" "all" {
  input = {
    from_default          = var.from_default
    from_environment      = var.from_environment
    from_tfvars           = var.from_tfvars
    from_auto             = var.from_auto
    from_file             = var.from_file
    from_option           = var.from_option
    number_from_option    = var.number_from_option
    bool_from_environment = var.bool_from_environment
    list_from_option      = var.list_from_option
    map_from_environment  = var.map_from_environment
    untyped_from_option   = var.untyped_from_option
    untyped_with_default  = var.untyped_with_default
    any_list              = var.any_list
    nested                = var.nested
    tuple                 = var.tuple
    nullable              = var.nullable
    not_nullable          = var.not_nullable
    null_default          = var.null_default == null
    objects               = var.objects
    any_map               = var.any_map
    old_style             = var.old_style
    unicode               = var.unicode
  }
}
