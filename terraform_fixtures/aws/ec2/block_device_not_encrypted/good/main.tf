resource "aws_instance" "devices" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  root_block_device {
    encrypted = true
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 10
    encrypted   = true
  }

  ephemeral_block_device {
    device_name  = "/dev/sdg"
    virtual_name = "ephemeral0"
  }
}

resource "aws_instance" "image" {
  ami           = aws_ami_copy.encrypted.id
  instance_type = "t3.micro"
}

resource "aws_ami_copy" "encrypted" {
  name              = "encrypted"
  source_ami_id     = "ami-0123456789abcdef0"
  source_ami_region = "eu-central-1"
  encrypted         = true
}

resource "aws_launch_template" "image" {
  name     = "image"
  image_id = "ami-0123456789abcdef0"
}

resource "aws_launch_template" "template" {
  name = "template"

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted = "true"
    }
  }
}
