"""Measurements that run beside their rivals, on one machine in one run."""
