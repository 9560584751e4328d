variable "name" {
  description = "Name of the VPC."
  type        = string
}

variable "cidr" {
  description = "Its address range."
  type        = string
}

variable "region" {
  description = "Where it is."
  type        = string
}

variable "zones" {
  description = "In how many availability zones it has a private subnet."
  type        = number
}

variable "public_subnet" {
  description = "Whether it has a public subnet too."
  type        = bool
  default     = false
}

variable "flow_logs" {
  description = "Whether its traffic is recorded."
  type        = bool
}

variable "kms_key_arn" {
  description = "The key of the records."
  type        = string
}
