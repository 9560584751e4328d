resource "aws_instance" "bastion" {
  ami                    = var.bastion_image
  instance_type          = "t4g.nano"
  subnet_id              = module.network["main"].public_subnet_id
  vpc_security_group_ids = [aws_security_group.bastion.id]

  user_data = templatefile("${path.module}/templates/bastion.sh.tftpl", {
    banner = "Logins to ${local.prefix} are recorded"
    users  = ["ada", "grace"]
  })

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }

  root_block_device {
    encrypted   = true
    volume_size = 10
  }

  tags = { Name = "${local.prefix}-bastion", team = "platform" }
}

resource "aws_instance" "search" {
  count = var.search_nodes

  ami                    = var.bastion_image
  instance_type          = "r7g.large"
  subnet_id              = element(module.network["main"].private_subnet_ids, count.index)
  vpc_security_group_ids = [aws_security_group.search.id]

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    kms_key_id  = aws_kms_key.shop["data"].arn
    volume_type = "gp3"
  }

  tags = { Name = format("%s-search-%02d", local.prefix, count.index), team = "catalogue" }
}

resource "aws_ebs_volume" "search" {
  count = var.search_nodes

  availability_zone = aws_instance.search[count.index].availability_zone
  size              = 200
  type              = "gp3"
  encrypted         = true
  kms_key_id        = aws_kms_key.shop["data"].arn

  tags = { Name = format("%s-search-%02d", local.prefix, count.index), team = "catalogue" }
}

resource "aws_volume_attachment" "search" {
  count = var.search_nodes

  device_name = "/dev/sdf"
  instance_id = aws_instance.search[count.index].id
  volume_id   = aws_ebs_volume.search[count.index].id
}
