# count and for_each over everything that they may go over.

locals {
  map    = { b = 2, a = 1, "c d" = 3, "e\"f" = 4 }
  chain  = local.link_1
  link_1 = local.link_2 + 1
  link_2 = length(terraform_data.counted)
}

resource "terraform_data" "counted" {
  count = 3
  input = count.index * 10
}

resource "terraform_data" "condition" {
  count = local.map.a == 1 ? 1 : 0
  input = terraform_data.counted[count.index].input
}

resource "terraform_data" "zero" {
  count = length([for key, value in local.map : key if value > 10])
}

resource "terraform_data" "mapped" {
  for_each = local.map
  input    = [each.key, each.value]
}

resource "terraform_data" "set" {
  for_each = toset([for number in range(3) : "n${number}"])
  input    = "${each.key} ${each.value}"
}

resource "terraform_data" "objects" {
  for_each = { for item in [{ name = "x", tags = ["t"] }, { name = "y", tags = [] }] : item.name => item }
  input    = each.value.tags
}

resource "terraform_data" "over_resource" {
  for_each = terraform_data.mapped
  input    = { key = each.key, input = each.value.input, id = each.value.id }
}

resource "terraform_data" "over_counted" {
  for_each = { for index, item in terraform_data.counted : index => item.input }
  input    = each.value
}

resource "terraform_data" "chained" {
  count = local.chain
  input = local.chain
}

resource "terraform_data" "references" {
  input = {
    splat       = terraform_data.counted[*].input
    old_splat   = terraform_data.counted.*.input
    ids         = terraform_data.counted[*].id
    first       = terraform_data.counted[0].input
    legacy      = terraform_data.counted.1.input
    dynamic     = terraform_data.counted[length(terraform_data.counted) - 1].input
    by_key      = terraform_data.mapped["a"].input
    by_spaced   = terraform_data.mapped["c d"].input[1]
    for_values  = { for key, item in terraform_data.mapped : key => item.input[1] }
    values      = values(terraform_data.set)[*].input
    keys        = keys(terraform_data.set)
    zero        = terraform_data.zero
    zero_first  = try(terraform_data.zero[0].input, "default")
    zero_joined = join(",", terraform_data.zero[*].input)
    output      = terraform_data.counted[0].output
    single      = terraform_data.set["n0"]
    grouped     = { for key, value in local.map : (value % 2 == 0 ? "even" : "odd") => key... }
    nested      = [for key, value in local.map : { for n in range(value) : "${key}${n}" => n } if value < 3]
    sorted      = sort([for key, value in local.map : "${value}${key}"])
    flat        = flatten([for key, value in local.map : [for n in range(value) : "${key}-${n}"]])
    merged      = merge([for key, value in local.map : { upper(key) = value }]...)
    zipped      = zipmap(keys(local.map), values(local.map))
    lookup      = [lookup(local.map, "a", 0), lookup(local.map, "z", 0)]
    elements    = [for n in range(5) : element(["x", "y"], n)]
    chain       = local.chain > 3 ? "long" : local.chain == 3 ? "three" : "short"
    coalesced   = coalesce(null, "", "v")
    tried       = [try(local.map.z, "no"), can(local.map.z), can(local.map.a)]
    set_of_obj  = toset([{ b = 2 }, { b = 1 }, { b = 2 }])
    product     = setproduct(["a", "b"], [1, 2])
    ids_length  = length(terraform_data.counted[*].id)
    ids_flat    = flatten([terraform_data.counted[*].id, "end"])
    ids_concat  = concat(terraform_data.counted[*].id, ["end"])
    id_in_text  = "a ${terraform_data.counted[0].id} b"
    id_in_json  = jsonencode({ id = terraform_data.counted[0].id })
    id_in_map   = { (local.map.a == 1 ? "k" : "l") = terraform_data.counted[0].id }
    id_merged   = merge({ a = 1 }, { b = terraform_data.counted[0].id })
    id_lookup   = lookup({ a = terraform_data.counted[0].id, b = "known" }, "b", "")
    id_in_set   = toset([terraform_data.counted[0].id])
    id_list     = tolist([terraform_data.counted[0].id, "x"])
    id_object   = { for name in ["p", "q"] : name => { id = terraform_data.counted[0].id, name = name } }
    id_chosen   = true ? "known" : terraform_data.counted[0].id
    heredoc     = <<-EOT
      %{for key, value in local.map~}
      ${key} = ${value}
      %{endfor~}
      end
    EOT
  }
}
