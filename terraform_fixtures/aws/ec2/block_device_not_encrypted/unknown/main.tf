variable "encrypted" {
  type = bool
}

resource "aws_instance" "variable" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  root_block_device {
    encrypted = var.encrypted
  }
}

resource "aws_instance" "snapshot" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  root_block_device {
    encrypted = true
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    snapshot_id = "snap-0123456789abcdef0"
  }
}

resource "aws_instance" "template" {
  launch_template {
    id = "lt-0123456789abcdef0"
  }
}
