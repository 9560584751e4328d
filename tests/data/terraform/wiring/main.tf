terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "names" {
  type    = set(string)
  default = ["a", "b"]
}

variable "password" {
  type      = string
  sensitive = true
  default   = "hunter2"
}

variable "fraction" {
  type    = number
  default = 0.1
}

locals {
  bucket = aws_s3_bucket.direct.id
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { Team = "core" }
  }
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
  assume_role {
    role_arn = "arn:aws:iam::111122223333:role/deploy"
  }
}

resource "aws_s3_bucket" "direct" {
  bucket_prefix = "direct-"
}

resource "aws_s3_bucket_versioning" "direct" {
  bucket = aws_s3_bucket.direct.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_ownership_controls" "local" {
  bucket = local.bucket
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket" "each" {
  for_each      = var.names
  provider      = aws.west
  bucket_prefix = "${each.key}-"
}

resource "aws_s3_bucket_versioning" "by_key" {
  for_each = var.names
  bucket   = aws_s3_bucket.each[each.key].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "chained" {
  for_each = aws_s3_bucket.each
  bucket   = each.value.id
}

resource "aws_s3_bucket_policy" "one_of_them" {
  bucket = aws_s3_bucket.each["a"].id
  policy = data.aws_iam_policy_document.read.json
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.each["a"].arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

data "aws_iam_policy_document" "known" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}

resource "aws_s3_bucket" "counted" {
  count         = 2
  bucket_prefix = "counted-${count.index}-"
}

resource "aws_s3_bucket_versioning" "counted" {
  count  = 2
  bucket = aws_s3_bucket.counted[count.index].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "splat" {
  count  = 3
  bucket = element(aws_s3_bucket.counted[*].id, count.index)
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "by_number" {
  bucket = aws_s3_bucket.counted[1].id
  versioning_configuration {
    status = "Enabled"
  }
}

module "store" {
  source = "./store"
}

module "stores" {
  source   = "./store"
  for_each = var.names
}

resource "aws_s3_bucket_versioning" "of_module" {
  bucket = module.store.bucket_id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "of_module_key" {
  bucket = module.stores["b"].bucket.id
  versioning_configuration {
    status = "Enabled"
  }
}

module "nested" {
  source    = "./nested"
  bucket    = aws_s3_bucket.direct.id
  whole     = aws_s3_bucket.direct
  providers = { aws = aws.west }
}

module "nested_each" {
  source   = "./nested"
  for_each = aws_s3_bucket.each
  bucket   = each.value.id
  whole    = aws_s3_bucket.each[each.key]
}

resource "aws_db_instance" "secret" {
  identifier     = "db"
  instance_class = "db.t3.micro"
  engine         = "mysql"
  password       = var.password
  username       = "root"
}

resource "aws_security_group" "web" {
  name = "web"
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = [aws_security_group.balancer.id]
  }
  tags = { Secret = var.password }
}

resource "aws_security_group" "balancer" {
  name = "balancer"
}

resource "aws_instance" "web" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.web.id
  vpc_security_group_ids = [aws_security_group.web.id, aws_security_group.balancer.id]
  root_block_device {
    kms_key_id = aws_kms_key.disk.arn
  }
  ebs_block_device {
    device_name = "b"
    kms_key_id  = aws_kms_key.disk.arn
  }
  ebs_block_device {
    device_name = "a"
    kms_key_id  = aws_kms_key.other.arn
  }
}

resource "aws_kms_key" "disk" {}

resource "aws_kms_key" "other" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "web" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_cloudwatch_metric_alarm" "fraction" {
  alarm_name          = "fraction"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = var.fraction
}

resource "terraform_data" "any" {
  input = { list = [1, "two", true], id = aws_vpc.main.id }
}

output "bucket" {
  value = aws_s3_bucket.direct.id
}

variable "kms_key" {
  type    = string
  default = ""
}

resource "aws_s3_bucket_versioning" "by_value" {
  for_each = toset(["a", "b"])
  bucket   = aws_s3_bucket.each[each.value].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "absent" {
  count = 0
}

resource "aws_s3_bucket_versioning" "of_the_present" {
  bucket = try(aws_s3_bucket.absent[0].id, aws_s3_bucket.direct.id)
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_sns_topic" "alarms" {
  kms_master_key_id = var.kms_key != "" ? var.kms_key : aws_kms_key.disk.arn
}

resource "aws_s3_object" "template" {
  bucket = aws_s3_bucket.direct.id
  key    = "${var.region}-${aws_vpc.main.id}"
}

resource "aws_iam_role" "reader" {
  assume_role_policy = jsonencode({ Statement = [] })
}

resource "aws_iam_role_policy" "inline" {
  role   = aws_iam_role.reader.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = aws_s3_bucket.direct.arn }] })
}
