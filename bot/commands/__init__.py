"""What people type and press, understood and answered; knows no platform."""
