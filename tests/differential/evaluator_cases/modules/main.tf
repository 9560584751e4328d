# Modules within modules, their instances, and what goes in and comes out of them.

locals {
  cells = { north = { size = 2, names = ["a", "b"] }, south = { size = 1, names = [] } }
}

resource "terraform_data" "seed" {
  input = "seed"
}

module "cells" {
  source   = "./cell"
  for_each = local.cells
  name     = each.key
  size     = each.value.size
  names    = each.value.names
  seed     = terraform_data.seed.id
}

module "counted" {
  source = "./cell"
  count  = 2
  name   = "c${count.index}"
  size   = count.index
}

module "none" {
  source = "./cell"
  count  = 0
  name   = "never"
}

module "single" {
  source = "./cell"
  name   = module.cells["north"].names[0]
  names  = [for name, cell in module.cells : "${name}-${cell.total}"]
}

resource "terraform_data" "references" {
  input = {
    by_key      = module.cells["north"].names
    by_dynamic  = [for key in ["south", "north"] : module.cells[key].total]
    all         = { for key, cell in module.cells : key => cell.names }
    splat       = module.counted[*].total
    old_splat   = module.counted.*.name
    values      = values(module.cells)[*].name
    keys        = keys(module.cells)
    empty       = module.none
    one         = one(module.none[*].name)
    tried       = try(module.none[0].name, "none")
    length      = length(module.counted)
    whole       = module.single
    unknown     = module.cells["north"].seed
    template    = "id ${module.cells["north"].seed}"
    known_part  = { a = module.cells["north"].seed, b = 1 }
    path        = [path.module, path.root, terraform.workspace]
    inner_path  = module.single.path
    index       = module.counted[1].name
    legacy      = module.counted.0.name
    conditional = module.cells["north"].seed == "x" ? 1 : 2
  }
}

resource "terraform_data" "per_output" {
  for_each = module.cells["north"].leaves
  input    = "${each.key}=${each.value}"
}

resource "terraform_data" "per_module" {
  for_each = module.cells
  input    = [each.key, each.value.total, each.value.names]
}
