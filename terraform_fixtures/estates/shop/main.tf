data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

module "storage" {
  source   = "./modules/storage"
  for_each = local.buckets

  name                = "${local.prefix}-${each.key}"
  log_bucket          = try(each.value.logs, true) ? "${local.prefix}-access-logs" : null
  encryption          = can(each.value.key) ? "aws:kms" : "AES256"
  kms_key_arn         = try(aws_kms_key.shop[each.value.key].arn, null)
  block_public_policy = try(each.value.block_public_policy, true)
  policy_documents    = try(each.value.grants, [])
  cors_origins        = try(each.value.origins, [])
  lifecycle_rules     = try(each.value.archive, false) ? local.archive_rules : try(each.value.expiry, [])

  tags = { owner = each.value.owner }
}

module "backup" {
  source = "./modules/storage"

  providers = {
    aws = aws.backup
  }

  name            = "${local.prefix}-backup"
  log_bucket      = module.backup_logs.name
  lifecycle_rules = local.archive_rules
  tags            = { owner = "data" }
}

module "backup_logs" {
  source = "./modules/storage"

  providers = {
    aws = aws.backup
  }

  name             = "${local.prefix}-backup-logs"
  policy_documents = [data.aws_iam_policy_document.log_delivery["backup-logs"].json]
  tags             = { owner = "security" }
}

module "service" {
  source   = "./modules/service"
  for_each = var.services

  name        = each.key
  prefix      = local.prefix
  team        = each.value.team
  memory      = each.value.memory
  timeout     = each.value.timeout
  tables      = each.value.tables
  url         = each.value.url
  kms_key_arn = aws_kms_key.shop["data"].arn
  package     = { bucket = module.storage["artifacts"].name, key = "${each.key}/release.zip" }

  network = {
    vpc_id     = module.network["main"].vpc_id
    subnet_ids = module.network["main"].private_subnet_ids
    listen     = lookup(local.listeners, each.key, null)
    clients    = [var.networks["main"].cidr]
  }

  environment = merge(
    { LOG_LEVEL = "info", SERVICE = upper(each.key) },
    each.value.environment,
  )
}

# The pictures' bucket was a plain resource once.
moved {
  from = aws_s3_bucket.media
  to   = module.storage["media"].aws_s3_bucket.this
}
